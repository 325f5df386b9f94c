import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import type { AgentState } from "#lib/domain/agent/state.ts";

/** So many events a page; page n holds the versions n × PAGE + 1 and on. */
export const PAGE = 50;

export interface TimelinePage {
  /** The agent before the first event of the page. */
  base: AgentState;
  events: readonly RecordedAgentEvent[];
}

/** What is loaded of an agent's log. Versions run from 1 to `head` without gaps; the newest page is always there. */
export interface Timeline {
  head: number;
  pages: Readonly<Record<number, TimelinePage>>;
}

export const pageOf = (version: number): number => Math.max(0, Math.floor((version - 1) / PAGE));
/** The version after which a page begins. */
export const beforePage = (page: number): number => page * PAGE;

/** A timeline of the newest events: `events` begin where a page begins, and `base` is the agent before them. */
export const timelineOf = (base: AgentState, events: readonly RecordedAgentEvent[]): Timeline =>
  withEvents({ head: (events[0]?.version ?? 1) - 1, pages: {} }, events, base);

/** With what came after the head; what is known already is passed over, and so is what leaves a gap. */
export function withEvents(timeline: Timeline, events: readonly RecordedAgentEvent[], base?: AgentState): Timeline {
  let { head } = timeline;
  const pages = { ...timeline.pages };
  let state = base;
  for (const event of events) {
    if (event.version !== head + 1) continue;
    const page = pageOf(event.version);
    const known = pages[page];
    state ??= momentAt({ head, pages }, head)?.after;
    if (known) pages[page] = { ...known, events: [...known.events, event] };
    else if (state) pages[page] = { base: state, events: [event] };
    else break;
    state = state && evolve(state, event);
    head = event.version;
  }
  return { head, pages };
}

/** With an older page. One that is there already is kept: it may have grown since it was asked for. */
export const withPage = (timeline: Timeline, page: number, loaded: TimelinePage): Timeline =>
  timeline.pages[page] ? timeline : { ...timeline, pages: { ...timeline.pages, [page]: loaded } };

export interface Moment {
  event: RecordedAgentEvent;
  before: AgentState;
  after: AgentState;
}

/** What happened at a version and what it changed; null while its page is not loaded. */
export function momentAt({ pages }: Timeline, version: number): Moment | null {
  const page = pages[pageOf(version)];
  const index = version - beforePage(pageOf(version)) - 1;
  const event = page?.events[index];
  if (!page || !event) return null;
  const before = page.events.slice(0, index).reduce(evolve, page.base);
  return { event, before, after: evolve(before, event) };
}

/** The newest events that are loaded without a gap, newest first, and the page to load next (null: that is all). */
export function newestFirst({ head, pages }: Timeline): { events: RecordedAgentEvent[]; missing: number | null } {
  const events: RecordedAgentEvent[] = [];
  for (let page = pageOf(head); page >= 0 && head > 0; page -= 1) {
    const known = pages[page];
    if (!known) return { events, missing: page };
    events.push(...known.events.toReversed());
  }
  return { events, missing: null };
}
