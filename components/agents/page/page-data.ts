import type { MemoryPage } from "#components/agents/memory-list.tsx";
import type { AgentRights } from "#components/agents/page/rights.ts";
import type { Names } from "#components/agents/timeline/event-words.ts";
import type { AssignmentsView } from "#lib/application/agents/assignment-schema.ts";
import type { InboxPage } from "#lib/application/sessions/inbox-schema.ts";
import type { AgentKind } from "#lib/domain/agent/definition.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { AgentDetail, AgentSessionEntry, AgentSummary } from "#lib/domain/agent/view.ts";

/** What the registry tells of an agent beyond what every page knows. */
export interface AgentAbout {
  kind: AgentKind;
  tools: readonly string[];
  workflows: readonly { title: string; description: string }[];
  maxConcurrentSessions: number | null;
  /** Without the leading slash, the primary one first. */
  paths: readonly string[];
  version: string;
}

export interface SessionPartsPage {
  items: readonly AgentSessionEntry[];
  nextCursor: string | null;
}

/** Everything that an agent's page shows at first, as the server has read it. */
export interface AgentPageData {
  /** How the API is asked: the agent's UUID, or the slug while it has not been used. */
  agent: string;
  detail: AgentDetail;
  about: AgentAbout;
  rights: AgentRights;
  /** The reader's user id. */
  me: string;
  /** Of everyone whom the log names. */
  names: Names;
  /** Whether the reader may look up more of them. */
  seesMembers: boolean;
  underWay: SessionPartsPage;
  ended: SessionPartsPage;
  /** Its questions and drafts that wait for the reader. */
  waiting: InboxPage;
  people: AssignmentsView;
  /** Null: not for this person. */
  memories: MemoryPage | null;
  /** The newest events with the agent as its owner saw it before them. Null: not for this person. */
  log: { before: AgentDetail; events: readonly RecordedAgentEvent[] } | null;
  /** Of an agent of one's own: those of the same definition that were archived before, newest first. */
  archived: readonly AgentSummary[];
}
