import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { Pause } from "#lib/domain/budget/pause.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Run, RunStatus, Step } from "#lib/domain/workflow/run.ts";
import type { ClientActionEnd, OpenClientAction } from "./client-action.ts";
import type { Draft } from "./draft.ts";
import type { HandoffPacket } from "./handoff.ts";
import type { OrchestratorContext } from "./orchestration.ts";
import type { Message, ModelUsed, Receipt } from "./parts.ts";

export type SessionStatus = "active" | "completed" | "stopped" | "expired";

/** A conversation as the session shows it. */
export interface ConversationView {
  conversationId: string;
  agentId: string;
  slug: string;
  messageCount: number;
  lastMessageAt: string | null;
  /** Of its agent: what was said stays, and nothing more can be. */
  archived?: { at: string; reason: string | null } | null;
}

/**
 * Every settled fact about a session. A new kind of fact is added here first; the reducer,
 * the SSE door and the panel then do not compile until they know it.
 */
export type FeedFact =
  /** With a conversation: the title was made from words in it, and is as private as they are. */
  | { type: "session.created"; title: string | null; conversationId?: string }
  | { type: "session.renamed"; title: string; conversationId?: string }
  | { type: "session.status"; status: SessionStatus }
  | { type: "session.deleted" }
  | { type: "session.restored" }
  /** It was brought in from a file: what had been delegated and used there. Nothing of that runs here. */
  | { type: "session.imported"; orchestratorContext: OrchestratorContext }
  | { type: "conversation.started"; conversationId: string; conversation: ConversationView }
  | { type: "message.created"; conversationId: string; message: Message }
  /** `part` is the number of committed parts: a take-over (epoch > 1) voids everything after them. */
  | {
      type: "turn.started";
      conversationId: string;
      turnId: string;
      epoch: number;
      part: number;
      model: ModelUsed | null;
    }
  /** A model's attempt failed and another one comes (`receipt.next`), under a new epoch: what it wrote from `part` on is void. */
  | {
      type: "turn.attempt-failed";
      conversationId: string;
      turnId: string;
      epoch: number;
      part: number;
      receipt: Receipt;
    }
  | {
      type: "tool.started";
      conversationId: string;
      turnId: string;
      part: number;
      toolCallId: string;
      tool: string;
      input: Json;
      startedAt: string;
    }
  | {
      type: "tool.settled";
      conversationId: string;
      turnId: string;
      part: number;
      toolCallId: string;
      tool: string;
      state: "done" | "failed" | "unknown" | "stopped";
      output?: Json;
      error?: Failure;
      endedAt: string;
    }
  | { type: "turn.completed"; conversationId: string; turnId: string; message: Message }
  | { type: "turn.failed"; conversationId: string; turnId: string; message: Message }
  | { type: "turn.stopped"; conversationId: string; turnId: string; message: Message }
  | { type: "turn.suspended"; conversationId: string; turnId: string; message: Message }
  /** It waits for a budget and goes on by itself. */
  | { type: "turn.paused"; conversationId: string; turnId: string; message: Message; pause: Pause }
  | { type: "turn.resumed"; conversationId: string; turnId: string }
  | { type: "client-action.requested"; conversationId: string; action: OpenClientAction }
  | ({ type: "client-action.answered"; conversationId: string; turnId: string } & ClientActionEnd)
  /** Somebody was given a role on the conversation's agent, or lost it: `role` is null then. */
  | {
      type: "assignment.changed";
      conversationId: string;
      agentId: string;
      userId: string;
      name: string;
      role: AgentRole | null;
    }
  | { type: "agent.archived"; conversationId: string; agentId: string; reason: string | null }
  | { type: "draft.submitted"; conversationId: string; draft: Draft }
  | { type: "draft.decided"; conversationId: string; draft: Draft }
  | { type: "handoff.created"; conversationId: string; packet: HandoffPacket }
  | { type: "workflow.started"; run: Run }
  | {
      type: "workflow.progress";
      runId: string;
      conversationId: string | null;
      status: RunStatus;
      progress: number;
      currentStep: string | null;
      step: Step | null;
    }
  | { type: "workflow.completed"; run: Run }
  | { type: "workflow.failed"; run: Run }
  | { type: "workflow.cancelled"; run: Run }
  | { type: "state.stored"; key: string; stateId: string; workflowId: string | null };

export type FeedFactType = FeedFact["type"];

/** One entry: gapless `sequence` per session from 1, `at` in ISO 8601. */
export type FeedEntry = FeedFact & { sequence: number; at: string };

/** What one who may not see an entry gets in its place, so that nobody's sequence has gaps. */
export interface HiddenEntry {
  type: "hidden";
  sequence: number;
}

/** Live text beside the feed. `offset` counts UTF-16 units within its part; lower epochs are dropped. */
export interface Delta {
  turnId: string;
  messageId: string;
  conversationId: string;
  epoch: number;
  part: number;
  kind: "text" | "reasoning";
  offset: number;
  text: string;
}

/** A take-over or another attempt restarts from a committed point: everything from (part, offset) on is void. */
export interface Rewind {
  turnId: string;
  messageId: string;
  conversationId: string;
  epoch: number;
  part: number;
  offset: number;
}

/** What a subscriber of a session receives, in order. */
export type LiveItem =
  | { kind: "entry"; entry: FeedEntry | HiddenEntry }
  | { kind: "delta"; delta: Delta }
  | { kind: "rewind"; rewind: Rewind };
