"use client";
import { RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Progress } from "#components/ui/progress.tsx";
import { Lasted } from "#components/ui/time.tsx";
import { inWords, RUN_TONE, RUN_WORDS, resultLine, runLine, stepCount } from "#components/workflows/run-words.ts";
import { StepList } from "#components/workflows/step-list.tsx";
import { isActiveRun, type Run } from "#lib/domain/workflow/run.ts";

export interface RunActions {
  cancel(runId: string): Promise<void>;
  retry(runId: string): Promise<void>;
}

/** A workflow as it goes: the same card in the thread and in the panel, which shows more of it. */
export function RunCard({
  run,
  actions,
  detailed = false,
}: {
  run: Run;
  actions: RunActions | null;
  detailed?: boolean;
}) {
  const active = isActiveRun(run.status);
  const name = inWords(run.type);
  const result = detailed ? resultLine(run) : null;
  return (
    <article aria-label={`${name}: ${RUN_WORDS[run.status]}`} className="rounded-xl border border-line bg-surface">
      <header className="flex items-center gap-2 px-3.5 pt-3">
        <p className="min-w-0 flex-1 truncate font-medium text-ui">{name}</p>
        {run.startedAt ? (
          <Lasted from={run.startedAt} to={run.endedAt} className="text-muted text-xs tabular-nums" />
        ) : null}
        <Badge tone={RUN_TONE[run.status]}>{RUN_WORDS[run.status]}</Badge>
      </header>
      <div className="grid gap-1.5 px-3.5 pt-2 pb-3">
        {active ? <Progress value={run.progress} label={`${name}: progress`} /> : null}
        <p className={cn("flex justify-between gap-3 text-xs", run.status === "failed" ? "text-danger" : "text-muted")}>
          <span className="min-w-0">{active || run.status === "failed" ? runLine(run) : stepCount(run.steps)}</span>
          {active ? <span className="shrink-0 tabular-nums">{Math.round(run.progress)} %</span> : null}
        </p>
      </div>
      <details open={detailed || undefined} className="group border-line border-t">
        <summary className="flex list-none items-center justify-between px-3.5 py-1.5 text-muted text-xs hover:text-foreground focus-visible:-outline-offset-2">
          <span className="group-open:hidden">Show steps</span>
          <span className="hidden group-open:inline">Steps</span>
          {active ? stepCount(run.steps) : null}
        </summary>
        <div className="px-3.5 pt-1 pb-3">
          <StepList steps={run.steps} detailed={detailed} />
        </div>
      </details>
      {result ? (
        <div className="border-line border-t px-3.5 py-2.5">
          <p dir="auto" className="line-clamp-4 text-ui">
            {result}
          </p>
        </div>
      ) : null}
      {actions ? <Buttons run={run} actions={actions} /> : null}
    </article>
  );
}

function Buttons({ run, actions }: { run: Run; actions: RunActions }) {
  const [busy, setBusy] = useState(false);
  const act = async (action: (id: string) => Promise<void>) => {
    setBusy(true);
    await action(run.id);
    setBusy(false);
  };
  const active = isActiveRun(run.status);
  if (!active && run.status !== "failed" && run.status !== "cancelled") return null;
  return (
    <footer className="flex justify-end border-line border-t px-2 py-1.5">
      {active ? (
        <Button size="sm" variant="ghost" disabled={busy} onClick={() => act(actions.cancel)}>
          <X /> Cancel
        </Button>
      ) : (
        <Button size="sm" variant="ghost" disabled={busy} onClick={() => act(actions.retry)}>
          <RotateCcw /> Retry
        </Button>
      )}
    </footer>
  );
}
