"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** For what shows its own heading, or needs none. */
  hideTitle?: boolean;
  className?: string;
  children: ReactNode;
}

const overlay =
  "fixed inset-0 z-50 bg-overlay data-[state=closed]:animate-out data-[state=open]:animate-in data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0";

const close = (
  <Radix.Close
    className={cn(buttonClass({ variant: "ghost", size: "icon-sm" }), "absolute top-3 right-3")}
    aria-label="Close"
  >
    <X />
  </Radix.Close>
);

function Heading({ title, description, hideTitle }: Pick<DialogProps, "title" | "description" | "hideTitle">) {
  return (
    <div className={hideTitle ? "sr-only" : "grid gap-1 px-5 pt-4 pr-12"}>
      <Radix.Title className="break-words font-semibold text-base">{title}</Radix.Title>
      {description ? <Radix.Description className="text-muted text-ui">{description}</Radix.Description> : null}
    </div>
  );
}

export function Dialog({ open, onOpenChange, className, children, ...heading }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...(heading.description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "data-[state=open]:zoom-in-98 data-[state=open]:fade-in-0 fixed top-[12dvh] left-1/2 z-50 max-h-[80dvh] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 overflow-y-auto rounded-2xl border border-line bg-surface shadow-lift duration-150 data-[state=open]:animate-in",
            className,
          )}
        >
          <Heading {...heading} />
          {children}
          {heading.hideTitle ? null : close}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export type SheetProps = DialogProps & { side: "left" | "right" };

/** A panel that slides in from a side: what is a column on a wide screen is a sheet on a phone. */
export function Sheet({ side, open, onOpenChange, className, children, ...heading }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          {...(heading.description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed inset-y-0 z-50 flex w-[min(20rem,calc(100vw-3rem))] flex-col bg-background shadow-lift duration-200 data-[state=closed]:animate-out data-[state=open]:animate-in",
            side === "left"
              ? "data-[state=closed]:slide-out-to-left data-[state=open]:slide-in-from-left left-0 border-r"
              : "data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right right-0 border-l",
            className,
          )}
        >
          <Heading {...heading} hideTitle />
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
