import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { Memory, MemorySource } from "#lib/domain/agent/memory.ts";
import type { AgentDraft, AgentState, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { FeedFact, SessionStatus } from "#lib/domain/session/feed.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import type { ConversationSettings } from "#lib/domain/session/settings.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import type { AuditEntry } from "./audit.ts";
import type {
  FailedAttempt,
  MessagePatch,
  NewTurn,
  ToolCallEnd,
  ToolCallMark,
  ToolCallStart,
  TurnMove,
} from "./turn-writes.ts";
import type { CountedCall } from "./usage.ts";

export type * from "./turn-writes.ts";

/** Events to append to one agent's stream, with the states they lead from and to (the read models come from them). */
export interface AgentAppend {
  agentId: string;
  workspaceId: string;
  expectedVersion: number;
  /** The event that has to be at that version, where it was still being committed when this was decided. */
  expectedEventId?: string;
  before: AgentState;
  events: RecordedAgentEvent[];
  /** The agent after each of them. */
  states: AgentState[];
  state: ExistingAgent;
}

export interface NewSession {
  id: string;
  workspaceId: string;
  ownerId: string;
  title: string | null;
  /** The conversation from whose words the title was made. */
  titleFrom?: string | null;
  subject?: string | null;
  hidden: boolean;
  metadata: JsonObject;
  at: string;
  /** Of one that has a past in another system; without these it begins now, active. */
  status?: SessionStatus;
  updatedAt?: string;
  lastActivityAt?: string;
  completedAt?: string | null;
  expiresAt?: string | null;
}

/** Only the named fields change. */
export interface SessionPatch {
  id: string;
  title?: string;
  titleFrom?: string | null;
  subject?: string;
  status?: SessionStatus;
  results?: JsonObject;
  completedAt?: string | null;
  expiresAt?: string | null;
  deletedAt?: string | null;
  at: string;
}

/** Makes the conversation when there is none; always counts the messages written in this commit. */
export interface ConversationWrite {
  id: string;
  sessionId: string;
  agentId: string;
  slug: string;
  newMessages: number;
  /** Those before stay where none are given. */
  settings?: ConversationSettings;
  /** When a new one began, if that was not now. */
  createdAt?: string;
  at: string;
}

export interface NewRun extends Run {
  workspaceId: string;
  userId: string;
}

export interface RunPatch {
  id: string;
  status?: Run["status"];
  progress?: number;
  currentStep?: string | null;
  result?: Json;
  error?: Failure | null;
  startedAt?: string;
  endedAt?: string | null;
  /** Adds one: a retry is a new segment with its own engine workflow, and nobody has asked to cancel that one. */
  nextSegment?: boolean;
}

export interface StepWrite extends Step {
  runId: string;
  position: number;
  output?: Json;
}

export interface StateEntryWrite {
  stateId: string;
  sessionId: string;
  key: string;
  stateData: Json;
  orchestratorMetadata: StateEntryMetadata;
  metadata: JsonObject;
  storedAt: string;
  expiresAt: string | null;
}

export interface NewFile {
  fileId: string;
  workspaceId: string;
  sessionId: string;
  ownerId: string;
  name: string;
  mediaType: string;
  fileType: string;
  size: number;
  sha256: string;
  createdAt: string;
}

/** A mentee's words; a message has parts, a response the question that it answers. */
export interface NewDraft extends Omit<AgentDraft, "status"> {
  agentId: string;
  workspaceId: string;
  parts: MessagePart[];
  llmConfigId: string | null;
  answer: DraftAnswer | null;
  at: string;
}

/** What a draft would answer to which question. */
export interface DraftAnswer {
  clientActionId: string;
  toolCallId: string;
  response: Json;
}

export interface DraftPatch {
  id: string;
  status: "approved" | "rejected";
  /** Null: nobody did, its question has ended. */
  decidedBy: string | null;
  reason: string | null;
  decidedAt: string;
}

/** A session that is to be summed up; with a text it is already. It takes the place of what the agent kept of it before. */
export interface NewMemory {
  id: string;
  agentId: string;
  workspaceId: string;
  sessionId: string;
  kind: Memory["kind"];
  text?: string;
  source?: MemorySource;
  tokens?: number;
  at: string;
}

export interface StateEntryMetadata {
  createdByOrchestrator: string | null;
  workflowId: string | null;
  enablingServiceContributions: { service: string; contribution: string; timestamp: string }[];
  delegationChain: string[];
}

/**
 * Everything one verb changes, as data. The store writes it in ONE statement: events, read models,
 * rows and feed entries become visible together or not at all.
 */
export interface Changes {
  /** Nothing is written unless this turn still runs, or waits `paused`, under this epoch: `turn_fenced`. */
  guard?: { turnId: string; epoch: number; paused?: true };
  /** Nothing is written unless this run is still active under this epoch, or `ended` under it: `turn_fenced`. */
  runGuard?: { runId: string; epoch: number; ended?: true };
  agents?: AgentAppend[];
  newSessions?: NewSession[];
  sessions?: SessionPatch[];
  conversations?: ConversationWrite[];
  /** New ones; a turn writes its own again when it ends. */
  messages?: (Message & { sessionId: string })[];
  turns?: NewTurn[];
  turnMoves?: TurnMove[];
  failedAttempts?: FailedAttempt[];
  messagePatches?: MessagePatch[];
  iterations?: {
    turnId: string;
    n: number;
    epoch: number;
    parts: Json;
    usage: Json | null;
    carried?: Json;
    at: string;
  }[];
  toolCallStarts?: ToolCallStart[];
  toolCallMarks?: ToolCallMark[];
  toolCallEnds?: ToolCallEnd[];
  modelCalls?: CountedCall[];
  /** Whose calls these are: what was set aside for them is given back, and their cost counted, in every budget that applies. */
  charges?: { sourceId: string }[];
  tallies?: { workspaceId: string; key: string }[];
  newRuns?: NewRun[];
  runs?: RunPatch[];
  steps?: StepWrite[];
  stateEntries?: StateEntryWrite[];
  files?: NewFile[];
  newDrafts?: NewDraft[];
  drafts?: DraftPatch[];
  memories?: NewMemory[];
  /** What the audit log says of this commit. */
  audit?: AuditEntry[];
  /** Facts in order; the sequence is given under the session's counter row, which is locked last. */
  feed?: { sessionId: string; ownerId: string; at: string; facts: FeedFact[] }[];
}

/** The feed sequence of each session that the commit has touched. */
export type Heads = Record<string, number>;

export interface Store {
  /**
   * Writes all or nothing. A broken unique rule comes back as the DomainError it stands for:
   * `version_conflict`, `already_exists`, `turn_in_progress`, `workflow_already_active`.
   */
  commit(changes: Changes): Promise<Heads>;
}

/** Changes of several sources in one commit. */
export function mergeChanges(...all: (Changes | undefined)[]): Changes {
  const merged: Record<string, unknown> = {};
  for (const changes of all)
    for (const [key, value] of Object.entries(changes ?? {})) {
      const known = merged[key];
      merged[key] = Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value;
    }
  return merged as Changes;
}
