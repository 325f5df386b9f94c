import type { ReactNode } from "react";

interface SectionProps {
  title: string;
  description?: ReactNode;
  /** Beside the heading. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** A part of a settings page under its heading. */
export function Section({ title, description, aside, children }: SectionProps) {
  return (
    <section className="grid gap-4 border-line border-t pt-7 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 max-w-prose gap-1">
          <h2 className="font-semibold text-base">{title}</h2>
          {description ? <p className="text-muted text-ui leading-relaxed">{description}</p> : null}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
