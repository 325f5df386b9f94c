"use client";
import { Check, Copy } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";

interface CopyButtonProps {
  /** The text, made when it is wanted. */
  text: () => string;
  label: string;
  className?: string;
}

export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  async function copy({ currentTarget }: MouseEvent<HTMLElement>) {
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(text());
      else copyBeside(currentTarget, text());
    } catch {
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  }
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      aria-label={copied ? "Copied" : label}
      title={label}
      className={className}
      onClick={copy}
    >
      {copied ? <Check /> : <Copy />}
    </Button>
  );
}

/** Without TLS there is no clipboard to write to. In a dialog the focus stays inside, so the text has to be there too. */
function copyBeside(button: HTMLElement, text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "fixed opacity-0";
  button.after(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  button.focus();
}
