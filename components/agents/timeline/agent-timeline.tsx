"use client";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { EventRow } from "#components/agents/timeline/event-row.tsx";
import { isNews, type Names, namesOf, wordsOf } from "#components/agents/timeline/event-words.ts";
import { compareFacts, type FactWords, factsOf } from "#components/agents/timeline/facts.ts";
import { momentAt, newestFirst, PAGE, pageOf } from "#components/agents/timeline/pages.ts";
import { Scrubber } from "#components/agents/timeline/scrubber.tsx";
import {
  addressOf,
  type Place,
  placeOf,
  placeOfAddress,
  versionAt,
} from "#components/agents/timeline/scrubber-state.ts";
import { StatePanel } from "#components/agents/timeline/state-panel.tsx";
import { useNames } from "#components/agents/timeline/use-names.ts";
import { type AgentLog, useTimeline } from "#components/agents/timeline/use-timeline.ts";
import { Button } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/card.tsx";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

/** So long the scrubber rests before an older page is read and the address follows. */
const REST = 150;
const FIRST_ROWS = 12;

interface AgentTimelineProps {
  log: AgentLog;
  slug: string;
  /** The place that the address names. */
  at: string | undefined;
  words: Omit<FactWords, "name">;
  names: Names;
  seesMembers: boolean;
  /** The reader's user id. */
  me: string;
  /** Something happened that other parts of the page show too. */
  onNews: (event: RecordedAgentEvent) => void;
  onRefused: () => void;
}

/** Everything that happened to an agent, and the agent at any moment of it. */
export function AgentTimeline(props: AgentTimelineProps) {
  const { log, slug, at, words: told, names: given, seesMembers, me, onNews, onRefused } = props;
  const { timeline, problem, load } = useTimeline(log, (event) => isNews(event) && onNews(event), onRefused);
  const { head } = timeline;
  const names = useNames(given, timeline, seesMembers);
  const words = useMemo(() => ({ ...told, name: namesOf(names, me) }), [told, names, me]);
  const [place, setPlace] = useState<Place>(() => placeOfAddress(at, head));
  const [rows, setRows] = useState(FIRST_ROWS);
  const version = versionAt(place, head);
  const moment = useMemo(() => momentAt(timeline, version), [timeline, version]);
  const facts = useMemo(
    () => moment && compareFacts(factsOf(moment.before, words), factsOf(moment.after, words)),
    [moment, words],
  );
  const { events, missing } = newestFirst(timeline);

  const absent = moment === null ? pageOf(version) : null;
  const loadAtRest = useEffectEvent(load);
  useEffect(() => {
    if (absent === null) return;
    const timer = setTimeout(() => void loadAtRest(absent), REST);
    return () => clearTimeout(timer);
  }, [absent]);

  const [moved, setMoved] = useState(false);
  useEffect(() => {
    if (!moved) return;
    const timer = setTimeout(() => window.history.replaceState(null, "", addressOf(place, location.href)), REST);
    return () => clearTimeout(timer);
  }, [moved, place]);

  function move(next: Place) {
    setPlace(next);
    setMoved(true);
  }
  function older() {
    setRows(rows + PAGE);
    if (missing !== null && rows + PAGE > events.length) void load(missing);
  }

  return (
    <div className="grid grid-cols-1 gap-4">
      <Scrubber
        place={place}
        head={head}
        shown={moment && { words: wordsOf(moment.event, words.name), time: moment.event.time }}
        onMove={move}
      />
      {problem ? (
        <p role="alert" className="text-danger text-ui">
          {problem.detail}
        </p>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        {facts ? <StatePanel facts={facts} slug={slug} now={place.at === "now"} /> : <Skeleton className="h-72" />}
        <div className="grid grid-cols-1 gap-2">
          <ol aria-label="Events, newest first" className="grid grid-cols-1">
            {events.slice(0, rows).map((event) => (
              <EventRow
                key={event.id}
                event={event}
                slug={slug}
                words={words}
                current={event.version === version}
                onShow={(shown) => move(placeOf(shown, head))}
              />
            ))}
          </ol>
          {events.length > rows || missing !== null ? (
            <Button size="sm" className="justify-self-start" onClick={older}>
              Show older events
            </Button>
          ) : null}
        </div>
      </div>
    </div>
  );
}
