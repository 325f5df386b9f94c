import type { Pause } from "#lib/domain/budget/pause.ts";
import type { Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Message, MessagePart, Receipt } from "#lib/domain/session/parts.ts";

export interface NewTurn {
  id: string;
  workspaceId: string;
  sessionId: string;
  conversationId: string;
  agentId: string;
  slug: string;
  userId: string;
  userMessageId: string;
  llmConfigId: string | null;
  at: string;
  /** The process that runs it from its acceptance on; the store says which. */
  executorId?: string;
}

export interface ToolCallKey {
  turnId: string;
  iteration: number;
  index: number;
}

export interface ToolCallStart extends ToolCallKey {
  toolCallId: string;
  tool: string;
  input: Json;
  epoch: number;
  startedAt: string;
}

export interface ToolCallEnd extends ToolCallKey {
  state: "done" | "failed" | "unknown" | "stopped";
  output: Json | null;
  error: Failure | null;
  endedAt: string;
  /** Shown below the call when the turn has ended. */
  parts?: MessagePart[];
  endsTurn?: boolean;
}

/** A call that waits for a person, or that begins now that it may: under which epoch. */
export interface ToolCallMark extends ToolCallKey {
  state: "waiting" | "running";
  epoch: number;
}

/**
 * Where a turn goes between its segments: `suspended` by a question, `paused` by a budget, `resumed` from either, or
 * `stopped` wherever it stands, which whoever runs it, or the next segment, carries out. One turn, or those of a
 * conversation that are active.
 */
export interface TurnMove {
  turnId?: string;
  conversationId?: string;
  to: "suspended" | "paused" | "resumed" | "stopped";
  pause?: Pause;
  at: string;
}

/** A model's attempt has failed: the next one writes under the next epoch, and what this one wrote is no text of the turn. */
export interface FailedAttempt {
  turnId: string;
  epoch: number;
  receipt: Receipt;
}

/** Only the named fields change. */
export interface MessagePatch {
  id: string;
  status: Message["status"];
  parts?: MessagePart[];
  model?: Message["model"];
  usage?: Message["usage"];
  orchestratorContext?: Json;
}
