import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";

interface SectionProps {
  title: string;
  description?: ReactNode;
  /** Beside the heading: the section's own button. */
  aside?: ReactNode;
  danger?: boolean;
  children?: ReactNode;
}

/** One matter of a settings page. */
export function Section({ title, description, aside, danger = false, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn("grid grid-cols-1 gap-4", danger && "rounded-2xl border border-danger/30 p-4 sm:p-5")}
    >
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid min-w-0 max-w-prose flex-1 basis-64 gap-1">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          {description ? <p className="text-muted text-ui leading-relaxed">{description}</p> : null}
        </div>
        {aside}
      </header>
      {children}
    </section>
  );
}

interface SectionsProps {
  /** Air alone between them, where some have a frame of their own. */
  plain?: boolean;
  children: ReactNode;
}

/** The sections of a page, with a line between them. */
export const Sections = ({ plain = false, children }: SectionsProps) => (
  <div
    className={cn(
      "grid grid-cols-1",
      plain
        ? "gap-11 [&>section>header]:items-end"
        : "gap-9 [&>*+section]:border-line [&>*+section]:border-t [&>*+section]:pt-7",
    )}
  >
    {children}
  </div>
);
