import type { SessionStatus } from "#lib/domain/session/feed.ts";

/** A row of the sidebar, as `GET /api/sessions` lists it and the user channel keeps it current. Times are ISO 8601. */
export interface SessionSummary {
  id: string;
  title: string | null;
  status: SessionStatus;
  /** Runs and turns under way; those that wait for a person. */
  running: number;
  waiting: number;
  /** The owner's name when it is somebody else's session. */
  sharedBy: string | null;
  lastActivityAt: string;
  createdAt: string;
}

export interface SessionPage {
  items: SessionSummary[];
  nextCursor: string | null;
}
