import { cn } from "#components/ui/cn.ts";

/** Something is going on. The words beside it say what, so it is silent itself. */
export const Spinner = ({ className }: { className?: string }) => (
  <span
    aria-hidden
    className={cn(
      "inline-block size-3.5 animate-spin rounded-full border-[1.5px] border-current border-r-transparent",
      className,
    )}
  />
);
