import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

export const Card = ({ className, ...props }: ComponentProps<"div">) => (
  <div className={cn("rounded-xl border border-line bg-surface", className)} {...props} />
);

export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn("animate-breathe rounded-md bg-hover", className)} />
);

export const Kbd = ({ className, ...props }: ComponentProps<"kbd">) => (
  <kbd
    className={cn("rounded border border-line bg-sunken px-1 font-sans text-2xs text-muted", className)}
    {...props}
  />
);
