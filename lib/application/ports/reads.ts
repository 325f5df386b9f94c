import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { Recallable } from "#lib/domain/agent/memory.ts";
import type { AgentState, DraftStatus } from "#lib/domain/agent/state.ts";
import type { AgentSessionEntry, AgentSummary } from "#lib/domain/agent/view.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Access } from "#lib/domain/session/access.ts";
import type { ClientActionOutcome, OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { Draft } from "#lib/domain/session/draft.ts";
import type { FeedEntry, SessionStatus } from "#lib/domain/session/feed.ts";
import type { HandoffPacket, PacketFile } from "#lib/domain/session/handoff.ts";
import type { OrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { ConversationSettings } from "#lib/domain/session/settings.ts";
import type { LiveTurn, SessionView } from "#lib/domain/session/view.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import type { Inbox, InboxFilter } from "./inbox.ts";
import type { AgentAppend, DraftAnswer, StateEntryWrite } from "./store.ts";

export type { AgentSessionEntry, AgentSummary } from "#lib/domain/agent/view.ts";

/** Who asks: a row that this person may not see does not exist. */
export interface Viewer {
  workspaceId: string;
  userId: string;
}

/** A row of the sidebar. */
export interface SessionSummary {
  id: string;
  title: string | null;
  status: SessionStatus;
  running: number;
  waiting: number;
  /** The owner's name when it is somebody else's session. */
  sharedBy: string | null;
  lastActivityAt: string;
  createdAt: string;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface SessionFilter {
  status?: SessionStatus;
  agent?: string;
  text?: string;
  limit: number;
  cursor?: string;
}

/** What a verb needs to know of a session before it writes. */
export interface SessionHead {
  /** What the viewer may see of it. */
  access: Access;
  id: string;
  workspaceId: string;
  ownerId: string;
  title: string | null;
  /** The conversation from whose words the title was made. */
  titleFrom: string | null;
  status: SessionStatus;
  /** Of a stateless call: nobody sees it, and it leaves no memory. */
  hidden: boolean;
  deleted: boolean;
  feedSequence: number;
}

export interface ConversationHead {
  id: string;
  sessionId: string;
  agentId: string;
  slug: string;
  messageCount: number;
  /** The id of the newest message, the parent of the next one. */
  lastMessageId: string | null;
  activeTurn: { id: string; status: LiveTurn["status"] } | null;
}

/** Null is what the viewer may not see or is not there. */
export interface Heads {
  session: SessionHead | null;
  conversation: ConversationHead | null;
}

/** Everything that an answer depends on, as of one moment. */
export interface Briefing {
  /** The session takes answers: nobody has stopped it or put it away. */
  isOpen: boolean;
  /** Settled messages (complete, stopped, failed) of the branch that ends with the leaf, itself included, oldest first. */
  history: Message[];
  /** The latest packet that was handed to the conversation. */
  packet: HandoffPacket | null;
  orchestratorContext: OrchestratorContext;
  files: StoredFile[];
  stateKeys: string[];
  systemPromptOverride: string | null;
  preferences: JsonObject;
  /** What the agent keeps of other sessions, newest first. */
  memories: Recallable[];
  settings: ConversationSettings | null;
  /** Slugs of the agents that the person may have it handed to; null: any, it is their own session. */
  mayHandOffTo: string[] | null;
}

export interface SessionReads {
  head(viewer: Viewer, sessionId: string): Promise<SessionHead | null>;
  /** The same with an agent's conversation in it, as of one moment. */
  heads(viewer: Viewer, sessionId: string, slug: string): Promise<Heads>;
  /** Slugs of the agents that take part, by session; nobody's rights are looked at. */
  agentsIn(sessionIds: string[]): Promise<Map<string, string[]>>;
  list(viewer: Viewer, filter: SessionFilter): Promise<Page<SessionSummary>>;
  summary(viewer: Viewer, sessionId: string): Promise<SessionSummary | null>;
  /** Whose sessions this person may see something of, beside their own. */
  sharers(viewer: Viewer): Promise<string[]>;
  /** The whole session with the newest `messagesPerConversation` messages of each conversation, consistent at one feed sequence. */
  view(viewer: Viewer, sessionId: string, messagesPerConversation: number): Promise<SessionView | null>;
  /** The page of messages before a sequence, oldest first; `nextCursor` leads to the page before it. */
  messages(
    viewer: Viewer,
    sessionId: string,
    slug: string,
    page: { before?: number; limit: number },
  ): Promise<Page<Message> | null>;
  message(viewer: Viewer, sessionId: string, messageId: string): Promise<Message | null>;
  /**
   * What the answer to a message is made from, as far as the person who asks may see it; of the history the newest
   * `limit` messages.
   */
  briefing(
    asked: { sessionId: string; conversationId: string; agentId: string; leafId: string; userId: string },
    limit: number,
  ): Promise<Briefing>;
  /** What runs in the session and who was delegated to; empty for a session that is not there. */
  orchestratorContext(sessionId: string): Promise<OrchestratorContext>;
  /** Entries after a sequence, in order. */
  feedAfter(sessionId: string, after: number, limit: number): Promise<FeedEntry[]>;
  clientAction(viewer: Viewer, clientActionId: string): Promise<KnownClientAction | null>;
  /** The question of a conversation that this tool call has asked, else its latest one, whatever has become of it. */
  askedBy(asked: { agentId: string; conversationId: string; toolCallId: string }): Promise<string | null>;
  /** The question that a suspended turn waits with. */
  pendingAction(turnId: string): Promise<KnownClientAction | null>;
  /** Questions that still wait although their time is over. */
  expiredActions(at: string, limit: number): Promise<KnownClientAction[]>;
  /** A draft of a session that is not put away. Who may see it is the verb's to say. */
  draft(workspaceId: string, draftId: string): Promise<KnownDraft | null>;
  /** An agent's drafts, latest first. */
  drafts(agentId: string, filter: { status?: DraftStatus; limit: number; cursor?: string }): Promise<Page<KnownDraft>>;
  /** What waits for this person in all sessions, what ends first before the rest. Error: `validation_failed` for a foreign cursor. */
  inbox(viewer: Viewer, page: InboxFilter): Promise<Inbox>;
  files(viewer: Viewer, sessionId: string): Promise<StoredFile[]>;
  file(viewer: Viewer, fileId: string): Promise<StoredFile | null>;
  stateEntries(viewer: Viewer, sessionId: string): Promise<StateEntryWrite[]>;
  stateEntry(viewer: Viewer, sessionId: string, key: string): Promise<StateEntryWrite | null>;
  run(viewer: Viewer, runId: string): Promise<Run | null>;
  runs(
    viewer: Viewer,
    filter: { sessionId?: string; type?: string; limit: number; cursor?: string },
  ): Promise<Page<Run>>;
}

/** A question that was asked, and what has become of it. */
export interface KnownClientAction extends OpenClientAction {
  workspaceId: string;
  sessionId: string;
  sessionOwnerId: string;
  slug: string;
  status: "pending" | ClientActionOutcome;
  response: Json;
  responderId: string | null;
  /** The turn's segment now. */
  segment: number;
  /** Of the entry that closed it; null while it waits. */
  feedSequence: number | null;
}

/** A draft, and where it belongs. */
export interface KnownDraft extends Draft {
  agentId: string;
  sessionId: string;
  sessionOwnerId: string;
  slug: string;
  llmConfigId: string | null;
  answer: DraftAnswer | null;
}

export interface StoredFile extends PacketFile {
  sessionId: string;
  ownerId: string;
  fileType: string;
  sha256: string;
  createdAt: string;
}

export interface LoadedAgent {
  state: AgentState;
  version: number;
  /** The id of its last event while that is still being committed: another one may take its version. */
  lastEventId?: string;
}

export interface AgentReads {
  /**
   * Runs what loads one agent and hands an append to the store after what others in this process do with it: they
   * would only collide.
   * `key`: `agentKey`, which names the agent before it is there.
   */
  inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** State and version of an agent's stream; `absent` at version 0. */
  load(agentId: string, workspaceId: string): Promise<LoadedAgent>;
  /**
   * What the next append is decided on: the agent as it will be when what this process is committing is there. An
   * append on what then does not come to be is a version conflict.
   */
  loadNext(agentId: string, workspaceId: string): Promise<LoadedAgent>;
  /** The next appends are decided on what this one leads to, although it is still being committed. */
  expect(append: AgentAppend, committed: Promise<unknown>): void;
  /** The id of the living agent of this owner and slug. */
  find(viewer: Viewer, slug: string): Promise<string | null>;
  list(viewer: Viewer): Promise<AgentSummary[]>;
  /** The sessions the agent has taken part in, latest start first. Error: `validation_failed` for a foreign cursor. */
  history(
    agentId: string,
    /** Who reads: titles that they may not see are null. */
    userId: string,
    page: { status?: "active" | "ended"; limit: number; cursor?: string },
  ): Promise<Page<AgentSessionEntry>>;
  /** Of the sessions in which the agent is active, the one with the latest activity. */
  latestActive(agentId: string): Promise<string | null>;
  /** The agent's turns that have not ended. */
  activeTurns(agentId: string): Promise<{ turnId: string; sessionId: string }[]>;
  /** How often the probe has counted under a key. */
  tally(workspaceId: string, key: string): Promise<number>;
  /** An agent's log after a version, in order. */
  events(agentId: string, workspaceId: string, page: { after: number; limit: number }): Promise<RecordedAgentEvent[]>;
  /** State and version as they were at a time (ISO 8601) or after a version: nothing that happened later is in them. */
  loadAt(agentId: string, workspaceId: string, moment: { time: string } | { version: number }): Promise<LoadedAgent>;
}
