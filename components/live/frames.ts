import type { Problem } from "#components/api/problem.ts";
import type { SessionSummary } from "#components/sessions/session-summary.ts";
import type { Delta, FeedEntry, FeedFactType, HiddenEntry, LiveItem, Rewind } from "#lib/domain/session/feed.ts";

export type WorkspaceFact =
  | { kind: "session"; session: SessionSummary }
  /** Sessions came or went: the list is to be read anew. */
  | { kind: "sessions" };

export type ClientFrame =
  | { type: "subscribe"; sessionId: string; after: number }
  | { type: "unsubscribe"; sessionId: string }
  | { type: "ping" };

export type ServerFrame =
  | { type: "ready"; connectionId: string; workspaceId: string }
  | { type: "subscribed"; sessionId: string; sequence: number }
  /** We were too slow, or the server lost the thread: ask again. */
  | { type: "resync"; sessionId: string }
  /** What may be seen of the session has changed: it is to be read anew. */
  | { type: "reload"; sessionId: string }
  | { type: "entry"; sessionId: string; entry: FeedEntry | HiddenEntry }
  | { type: "delta"; sessionId: string; delta: Delta }
  | { type: "rewind"; sessionId: string; rewind: Rewind }
  | { type: "workspace"; fact: WorkspaceFact }
  | { type: "pong" }
  | { type: "error"; problem: Problem & { sessionId?: string } };

export function parseFrame(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === "object" && frame !== null && "type" in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}

/** The item of a session that a frame carries, or null when it carries none. */
export function itemOf(frame: ServerFrame): { sessionId: string; item: LiveItem } | null {
  switch (frame.type) {
    case "entry":
      return { sessionId: frame.sessionId, item: { kind: "entry", entry: frame.entry } };
    case "delta":
      return { sessionId: frame.sessionId, item: { kind: "delta", delta: frame.delta } };
    case "rewind":
      return { sessionId: frame.sessionId, item: { kind: "rewind", rewind: frame.rewind } };
    default:
      return null;
  }
}

/** An EventSource only hears the names it was told. A new fact does not compile until it is here. */
const HEARD: Record<FeedFactType | "hidden", true> = {
  "session.created": true,
  "session.renamed": true,
  "session.status": true,
  "session.deleted": true,
  "session.restored": true,
  "session.imported": true,
  "conversation.started": true,
  "message.created": true,
  "turn.started": true,
  "turn.attempt-failed": true,
  "tool.started": true,
  "tool.settled": true,
  "turn.completed": true,
  "turn.failed": true,
  "turn.stopped": true,
  "turn.suspended": true,
  "turn.paused": true,
  "turn.resumed": true,
  "client-action.requested": true,
  "client-action.answered": true,
  "assignment.changed": true,
  "agent.archived": true,
  "draft.submitted": true,
  "draft.decided": true,
  "handoff.created": true,
  "workflow.started": true,
  "workflow.progress": true,
  "workflow.completed": true,
  "workflow.failed": true,
  "workflow.cancelled": true,
  "state.stored": true,
  hidden: true,
};
export const EVENT_NAMES: readonly string[] = [...Object.keys(HEARD), "delta", "rewind"];

/** The item in one server-sent event. */
export function itemOfEvent(name: string, data: string): LiveItem {
  const value: unknown = JSON.parse(data);
  if (name === "delta") return { kind: "delta", delta: value as Delta };
  if (name === "rewind") return { kind: "rewind", rewind: value as Rewind };
  return { kind: "entry", entry: value as FeedEntry | HiddenEntry };
}
