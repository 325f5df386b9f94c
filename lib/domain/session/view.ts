import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { Pause } from "#lib/domain/budget/pause.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import type { OpenClientAction } from "./client-action.ts";
import type { Draft } from "./draft.ts";
import type { ConversationView, SessionStatus } from "./feed.ts";
import type { HandoffPacket } from "./handoff.ts";
import type { OrchestratorContext } from "./orchestrator-context.ts";
import type { Message, Receipt } from "./parts.ts";

/** A turn that has not ended, as the browser follows it. */
export interface LiveTurn {
  turnId: string;
  conversationId: string;
  epoch: number;
  status: "accepted" | "running" | "suspended" | "paused";
  /** Why it is paused. */
  pause?: Pause;
  /** The attempt that failed last, until the next one writes. */
  failure?: Receipt;
}

/**
 * A whole session up to `feedSequence`: what the server renders first and the reducer keeps current.
 * Messages are per conversation, oldest first, the newest page of them; `olderCursor` leads to the page before.
 */
export interface SessionView {
  id: string;
  ownerId: string;
  title: string | null;
  subject: string | null;
  status: SessionStatus;
  deleted: boolean;
  feedSequence: number;
  conversations: Record<string, ConversationView>;
  messages: Record<string, Message[]>;
  olderCursor: Record<string, string | null>;
  turns: Record<string, LiveTurn>;
  /** Questions that wait for an answer, by id. */
  clientActions: Record<string, OpenClientAction>;
  /** What mentees want to say: what waits, and what was rejected since the last message. Oldest first. */
  drafts: Draft[];
  /** The reader's role by agent; null: it is their own session. */
  roles: Record<string, AgentRole> | null;
  /** Names by id: the owner, and everyone with a role on an agent that takes part or a message here. */
  people: Record<string, string>;
  runs: Run[];
  handoffs: HandoffPacket[];
  stateKeys: string[];
  orchestratorContext: OrchestratorContext;
  metadata: JsonObject;
  createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  completedAt: string | null;
  expiresAt: string | null;
}
