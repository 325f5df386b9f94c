import { cn } from "#components/ui/cn.ts";

/** Where one is. */
export const Steps = ({ count, at }: { count: number; at: number }) => (
  <div className="mt-10 flex items-center gap-1.5">
    <span className="sr-only">
      Step {at + 1} of {count}
    </span>
    {Array.from({ length: count }, (_, index) => index).map((index) => (
      <span
        key={index}
        aria-hidden
        className={cn("h-1 rounded-full transition-all", index === at ? "w-8 bg-foreground" : "w-4 bg-line-strong/50")}
      />
    ))}
  </div>
);
