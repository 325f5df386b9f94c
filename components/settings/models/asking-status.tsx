"use client";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { Asking } from "#components/settings/models/use-asking.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { useNow } from "#components/ui/time.tsx";

/** What a question to a model is doing, or what came of it. */
export function AskingStatus({ asking: { since, outcome, cancel } }: { asking: Asking }) {
  const Icon = outcome?.ok ? CircleCheck : CircleAlert;
  return (
    <div className={since === null && !outcome ? "sr-only" : "flex items-center gap-2 text-ui"}>
      <p
        role="status"
        className={cn(
          "flex min-w-0 flex-1 items-start gap-2",
          since !== null ? "text-muted" : outcome?.ok ? "text-success" : "text-danger",
        )}
      >
        {since !== null ? (
          <>
            <Spinner className="mt-0.5" /> Asking the model for a word
          </>
        ) : outcome ? (
          <>
            <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span className="min-w-0 break-words">{outcome.message}</span>
          </>
        ) : null}
      </p>
      {since !== null ? (
        <>
          <Elapsed since={since} />
          <Button size="sm" onClick={cancel}>
            Cancel
          </Button>
        </>
      ) : null}
    </div>
  );
}

function Elapsed({ since }: { since: number }) {
  const now = useNow(1_000);
  return <span className="text-muted text-xs tabular-nums">{Math.max(0, Math.round((now - since) / 1000))} s</span>;
}
