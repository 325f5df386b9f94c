import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { createBriefings } from "./briefing.ts";
import { createClientActionReads } from "./client-action-reads.ts";
import { createDraftReads } from "./draft-reads.ts";
import { createFeedReads } from "./feed-reads.ts";
import { createInboxReads } from "./inbox-reads.ts";
import { createMessageReads } from "./message-reads.ts";
import { createOrchestrationReads } from "./orchestration-reads.ts";
import { createRunReads } from "./run-reads.ts";
import { createSessionHeads } from "./session-heads.ts";
import { createSessionList } from "./session-list.ts";
import { createSessionView } from "./session-view.ts";
import { createStoredReads } from "./stored-reads.ts";

/** Everything that is read of sessions, in plain SQL: each read is one statement that a connection prepares once. */
export const createSessionReads = (pool: pg.Pool): SessionReads => ({
  ...createSessionHeads(pool),
  ...createSessionList(pool),
  ...createSessionView(pool),
  ...createMessageReads(pool),
  ...createBriefings(pool),
  ...createClientActionReads(pool),
  ...createDraftReads(pool),
  ...createInboxReads(pool),
  ...createFeedReads(pool),
  ...createOrchestrationReads(pool),
  ...createRunReads(pool),
  ...createStoredReads(pool),
});
