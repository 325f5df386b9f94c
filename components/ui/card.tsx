import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn("animate-breathe rounded-md bg-hover", className)} />
);

export const Kbd = ({ className, ...props }: ComponentProps<"kbd">) => (
  <kbd
    className={cn("rounded border border-line bg-sunken px-1 font-sans text-2xs text-muted", className)}
    {...props}
  />
);
