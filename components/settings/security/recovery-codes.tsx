"use client";
import { Download } from "lucide-react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** Ten codes, shown this once, to keep. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone(): void }) {
  const text = () => `Throughline: recovery codes, each works once\n\n${codes.join("\n")}\n`;
  return (
    <div className="grid gap-4 p-5">
      <p aria-hidden className="font-semibold text-base">
        Your recovery codes
      </p>
      <p className="text-ui leading-relaxed">
        Keep these ten codes where you find them without your phone. Each one works once in place of a code of the app.
        They are shown only now.
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid gap-x-6 gap-y-1 rounded-xl bg-sunken p-4 font-mono text-ui sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-end gap-2">
        <CopyButton text={text} label="Copy the codes" />
        <a
          className={buttonClass()}
          download="throughline-recovery-codes.txt"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text())}`}
        >
          <Download aria-hidden /> Download
        </a>
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
