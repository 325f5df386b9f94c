import { Ban, Check, Circle, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { Lasted } from "#components/ui/time.tsx";
import { inWords } from "#components/workflows/run-words.ts";
import type { Step, StepStatus } from "#lib/domain/workflow/run.ts";

const ICON: Record<StepStatus, ReactNode> = {
  pending: <Circle className="size-2 text-line-strong" />,
  running: <Spinner className="text-agent-ink" />,
  completed: <Check className="size-3.5 text-success" />,
  failed: <X className="size-3.5 text-danger" />,
  cancelled: <Ban className="size-3 text-muted" />,
  skipped: <Minus className="size-3 text-muted" />,
};

/** A run's steps on one thread: state, service, attempts, time. */
export function StepList({ steps, detailed = false }: { steps: readonly Step[]; detailed?: boolean }) {
  return (
    <ol className="grid">
      {steps.map((step, index) => (
        <li key={step.name} className="relative flex gap-2.5 pb-2.5 last:pb-0">
          {index < steps.length - 1 ? (
            <span aria-hidden className="absolute start-2 top-4.5 bottom-0 w-px bg-line" />
          ) : null}
          <span aria-hidden className="relative mt-0.5 grid size-4 shrink-0 place-items-center">
            {ICON[step.status]}
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-2">
              <span
                className={cn(
                  "truncate text-ui",
                  step.status === "pending" && "text-muted",
                  step.status === "running" && "font-medium",
                )}
              >
                {step.label}
                <span className="sr-only">, {step.status}</span>
              </span>
              {step.startedAt ? (
                <Lasted from={step.startedAt} to={step.endedAt} className="shrink-0 text-muted text-xs tabular-nums" />
              ) : null}
            </div>
            {detailed ? <Detail step={step} /> : null}
            {step.error ? <p className="text-danger text-xs">{step.error.message}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Detail({ step }: { step: Step }) {
  const words = [
    step.service ? inWords(step.service) : null,
    step.attempts > 1 ? `attempt ${step.attempts}` : null,
    step.contribution,
  ].filter(Boolean);
  return words.length > 0 ? <p className="text-muted text-xs">{words.join(" · ")}</p> : null;
}
