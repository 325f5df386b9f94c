import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

/** A box that scrolls, reachable by keyboard and with a name. */
export const ScrollRegion = ({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) => (
  // biome-ignore-start lint/a11y/noNoninteractiveTabindex: without a tab stop the keyboard could not scroll it
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a section would make a landmark of every table
  <div
    role="group"
    aria-label={label}
    tabIndex={0}
    className={cn("overflow-auto focus-visible:-outline-offset-2", className)}
  >
    {children}
  </div>
  // biome-ignore-end lint/a11y/noNoninteractiveTabindex: –
);
