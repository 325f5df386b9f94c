import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { EventIcon } from "#components/agents/timeline/event-icon.tsx";
import { actorOf, wordsOf } from "#components/agents/timeline/event-words.ts";
import type { FactWords } from "#components/agents/timeline/facts.ts";
import { cn } from "#components/ui/cn.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import { At } from "#components/ui/time.tsx";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

interface EventRowProps {
  event: RecordedAgentEvent;
  slug: string;
  words: FactWords;
  current: boolean;
  onShow: (version: number) => void;
}

/** One event: what happened, who did it and when; how it is stored is folded away. */
export const EventRow = memo(function EventRow({ event, slug, words, current, onShow }: EventRowProps) {
  const { sign, title, note, sessionId } = wordsOf(event, words.name);
  const more = event.type === "agent.session.completed.v1" ? words.summary(event.data.sessionId) : note;
  return (
    <li
      aria-current={current ? "true" : undefined}
      className={cn("grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 rounded-lg px-2 py-2", current && "bg-agent-soft")}
    >
      <EventIcon sign={sign} className={cn("mt-0.5 size-4", current ? "text-agent-ink" : "text-muted")} />
      <div className="grid min-w-0 gap-0.5">
        <button
          type="button"
          dir="auto"
          title="Show the agent at this moment"
          className="wrap-anywhere rounded-sm text-start text-ui hover:underline"
          onClick={() => onShow(event.version)}
        >
          {title}
        </button>
        {more ? (
          <p dir="auto" className="wrap-anywhere line-clamp-3 text-start text-muted text-ui">
            {more}
          </p>
        ) : null}
        {sessionId ? (
          <Link
            href={`/sessions/${sessionId}?agent=${slug}`}
            prefetch={false}
            dir="auto"
            className="w-fit max-w-full truncate rounded-sm text-muted text-xs underline underline-offset-2"
          >
            {words.title(sessionId)}
          </Link>
        ) : null}
        <details className="group/raw min-w-0">
          <summary className="flex flex-wrap items-center gap-x-1.5 rounded-sm text-muted text-xs">
            <span>{actorOf(event, words.name)}</span> · <At at={event.time} />
            <span className="ms-auto inline-flex items-center gap-0.5">
              <ChevronRight
                aria-hidden
                className="size-3 transition-transform group-open/raw:rotate-90 motion-reduce:transition-none"
              />
              Details
            </span>
          </summary>
          <ScrollRegion
            label={`Event ${event.version} as it is stored`}
            className="mt-1 max-h-72 rounded-lg bg-code p-3"
          >
            <pre className="text-2xs">{JSON.stringify(event, null, 2)}</pre>
          </ScrollRegion>
        </details>
      </div>
    </li>
  );
});
