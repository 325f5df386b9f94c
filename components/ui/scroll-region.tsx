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
  // biome-ignore lint/a11y/noNoninteractiveTabindex: without a tab stop the keyboard could not scroll it
  <section aria-label={label} tabIndex={0} className={cn("overflow-auto focus-visible:-outline-offset-2", className)}>
    {children}
  </section>
);
