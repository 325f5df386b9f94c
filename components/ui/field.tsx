"use client";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";
import { useNotYet } from "#components/ui/hydrated.ts";

const control =
  "w-full rounded-lg border border-line-strong/60 bg-surface text-sm text-foreground transition-colors placeholder:text-muted hover:border-line-strong focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-danger";

export function Input({ className, readOnly, ...props }: ComponentProps<"input">) {
  const notYet = useNotYet(props);
  return <input className={cn(control, "h-9.5 px-3", className)} {...props} readOnly={readOnly || notYet} />;
}

export function Select({ className, disabled, ...props }: ComponentProps<"select">) {
  const notYet = useNotYet(props);
  return (
    <select
      className={cn(control, "h-9.5 px-2.5", className, notYet && !disabled && "opacity-100!")}
      {...props}
      disabled={disabled || notYet}
    />
  );
}

export function Textarea({ className, readOnly, ...props }: ComponentProps<"textarea">) {
  const notYet = useNotYet(props);
  return <textarea className={cn(control, "resize-y px-3 py-2", className)} {...props} readOnly={readOnly || notYet} />;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Gives the control its id and the ids that describe it. */
  children: (control: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** A labelled control with a hint below it, or in its place what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-ui">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
      {note ? (
        <p
          id={`${id}-note`}
          className={cn("text-xs", error ? "text-danger" : "text-muted")}
          role={error ? "alert" : undefined}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}
