import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/cn.ts";

interface SettingsSectionProps {
  title: string;
  intro?: ReactNode;
  /** Beside the heading: the section's own button. */
  aside?: ReactNode;
  danger?: boolean;
  children: ReactNode;
}

/** One matter of a settings page. */
export function SettingsSection({ title, intro, aside, danger = false, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={cn("grid grid-cols-1 gap-4", danger && "rounded-2xl border border-danger/30 p-4 sm:p-5")}
    >
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <h2 id={id} className="font-semibold text-base">
            {title}
          </h2>
          {intro ? <p className="max-w-prose text-muted text-ui">{intro}</p> : null}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The sections of a page, with air between them. */
export const SettingsSections = ({ children }: { children: ReactNode }) => (
  <div className="grid grid-cols-1 gap-11">{children}</div>
);

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
