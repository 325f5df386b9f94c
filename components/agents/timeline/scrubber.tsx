"use client";
import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { EventIcon } from "#components/agents/timeline/event-icon.tsx";
import type { EventWords } from "#components/agents/timeline/event-words.ts";
import { type Place, placeOf, stepped, versionAt } from "#components/agents/timeline/scrubber-state.ts";
import { Button } from "#components/ui/button.tsx";
import { useHydrated } from "#components/ui/hydrated.ts";
import { At, dateTime } from "#components/ui/time.tsx";

interface ScrubberProps {
  place: Place;
  head: number;
  /** The event at this place; null while it is being loaded. */
  shown: { words: EventWords; time: string } | null;
  onMove: (place: Place) => void;
}

/** A line through the agent's life that stops at every event. */
export function Scrubber({ place, head, shown, onMove }: ScrubberProps) {
  const hydrated = useHydrated();
  const version = versionAt(place, head);
  const spoken = [
    place.at === "now" ? "Now" : null,
    `Event ${version} of ${head}`,
    shown?.words.title,
    shown && hydrated ? dateTime(shown.time) : null,
  ];
  return (
    <div className="grid grid-cols-1 gap-2 rounded-xl border border-line bg-surface px-4 py-3">
      <div className="flex min-h-9 items-center gap-3">
        {shown ? <EventIcon sign={shown.words.sign} className="size-4 shrink-0 text-agent-ink" /> : null}
        <p className="min-w-0 flex-1 text-ui">
          <span dir="auto" className="line-clamp-2 font-medium">
            {shown?.words.title ?? "Reading the log"}
          </span>
          <span className="block text-muted text-xs">
            {place.at === "now" ? "Now · " : ""}event {version} of {head} · {shown ? <At at={shown.time} /> : null}
          </span>
        </p>
        <div className="flex">
          <Button
            size="icon"
            variant="ghost"
            aria-label="Event before"
            disabled={version <= 1}
            onClick={() => onMove(stepped(place, -1, head))}
          >
            <ChevronLeft />
          </Button>
          <Button
            size="icon"
            variant="ghost"
            aria-label="Event after"
            disabled={place.at === "now"}
            onClick={() => onMove(stepped(place, 1, head))}
          >
            <ChevronRight />
          </Button>
          <Button
            size="icon"
            variant="ghost"
            aria-label="Back to now"
            title="Back to now"
            disabled={place.at === "now"}
            onClick={() => onMove({ at: "now" })}
          >
            <ChevronsRight />
          </Button>
        </div>
      </div>
      <input
        type="range"
        aria-label="Moment in the agent’s life"
        aria-valuetext={spoken.filter(Boolean).join(", ")}
        min={1}
        max={Math.max(1, head)}
        step={1}
        value={version}
        onChange={(event) => onMove(placeOf(Number(event.target.value), head))}
        className="h-6 w-full cursor-pointer accent-(--agent-fill)"
      />
    </div>
  );
}
