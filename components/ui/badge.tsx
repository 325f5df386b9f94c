import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

const badgeClass = cva(
  "inline-flex items-center gap-1 whitespace-nowrap rounded-full px-1.5 font-medium text-2xs [&_svg]:size-3",
  {
    variants: {
      tone: {
        neutral: "bg-hover text-muted",
        agent: "bg-agent-soft text-agent-ink",
        success: "bg-success-soft text-success",
        warning: "bg-warning-soft text-warning",
        danger: "bg-danger-soft text-danger",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export type BadgeTone = NonNullable<VariantProps<typeof badgeClass>["tone"]>;

export const Badge = ({ className, tone, ...props }: ComponentProps<"span"> & { tone?: BadgeTone }) => (
  <span className={cn(badgeClass({ tone }), className)} {...props} />
);
