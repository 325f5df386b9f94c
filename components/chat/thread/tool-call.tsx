import { Ban, Check, ChevronRight, CircleHelp, Hourglass, X } from "lucide-react";
import { STATE_WORDS, toolWords } from "#components/chat/view/tool-words.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Lasted } from "#components/ui/time.tsx";
import type { Json } from "#lib/domain/json.ts";
import type { ToolCallPart, ToolState } from "#lib/domain/session/parts.ts";

const STATE_ICON: Record<ToolState, React.ReactNode> = {
  running: <Spinner className="text-agent-ink" />,
  waiting: <Hourglass className="size-3.5 text-agent-ink" />,
  done: <Check className="size-3.5 text-success" />,
  failed: <X className="size-3.5 text-danger" />,
  unknown: <CircleHelp className="size-3.5 text-warning" />,
  stopped: <Ban className="size-3.5 text-muted" />,
};

/** One line: what was done, how it ended, how long it took. Unfolded: what went in and what came out. */
export function ToolCall({ call }: { call: ToolCallPart }) {
  return (
    <details className="group min-w-0 text-ui">
      <summary className="flex w-fit max-w-full list-none items-center gap-2 rounded-lg border border-line bg-surface px-2.5 py-1 text-muted hover:border-line-strong/50 hover:text-foreground">
        {STATE_ICON[call.state]}
        <span className="truncate">{toolWords(call)}</span>
        <span className="sr-only">, {STATE_WORDS[call.state]}</span>
        {call.startedAt ? (
          <Lasted
            from={call.startedAt}
            to={call.state === "running" ? call.endedAt : (call.endedAt ?? call.startedAt)}
            className="text-xs tabular-nums"
          />
        ) : null}
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
      </summary>
      <div className="mt-1.5 grid gap-2 rounded-lg border border-line bg-surface p-3">
        {call.error ? <p className="text-danger">{call.error.message}</p> : null}
        <Data label={`${call.tool}: input`} value={call.input} />
        {call.output === undefined ? null : <Data label="Output" value={call.output} />}
      </div>
    </details>
  );
}

/** A value as it is, in a box that scrolls. */
export function Data({ label, value }: { label: string; value: Json }) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <figure>
      <figcaption className="mb-1 font-medium text-muted text-xs">{label}</figcaption>
      <ScrollRegion label={label} className="max-h-56 rounded-md bg-code p-2">
        <pre className="whitespace-pre-wrap break-words font-mono text-xs">
          {text.length > 8_000 ? `${text.slice(0, 8_000)}…` : text}
        </pre>
      </ScrollRegion>
    </figure>
  );
}
