import { cn } from "#components/ui/cn.ts";

interface ProgressProps {
  /** 0 to 100; null when nobody knows how much is left. */
  value: number | null;
  label: string;
  className?: string;
}

export function Progress({ value, label, className }: ProgressProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { "aria-valuenow": Math.round(value) })}
      className={cn("h-1 overflow-hidden rounded-full bg-hover", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-agent-fill transition-[width] duration-500",
          value === null && "w-1/3 animate-breathe",
        )}
        style={value === null ? undefined : { width: `${Math.max(2, Math.min(100, value))}%` }}
      />
    </div>
  );
}
