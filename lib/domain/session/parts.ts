import type { ErrorCode, Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { ChartSpec, TableSpec } from "./artifacts.ts";
import type { HandoffPacket, PacketFile } from "./handoff.ts";

/** `waiting`: for the answer to a question or for an approval. */
export type ToolState = "running" | "waiting" | "done" | "failed" | "unknown" | "stopped";

/** The parts of a message in the order they were written. A delta names its part by index. */
export type MessagePart =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | ({ type: "file" } & PacketFile)
  | ToolCallPart
  | { type: "table"; table: TableSpec }
  | { type: "chart"; chart: ChartSpec }
  | { type: "handoff"; packet: HandoffPacket }
  | { type: "run"; runId: string; workflowType: string }
  | { type: "notice"; level: "info" | "warning"; text: string }
  /** Attempts of models that failed on the way to this message. */
  | { type: "receipts"; receipts: Receipt[] };

export interface ToolCallPart {
  type: "tool-call";
  toolCallId: string;
  tool: string;
  input: Json;
  state: ToolState;
  output?: Json;
  error?: Failure;
  startedAt?: string;
  endedAt?: string;
  /** Who answered what this call asked, and when. */
  answered?: { by: string; at: string };
}

/** Who wrote or answered in an imported session, when that was not the one who took it along: a UUID that nobody has. */
export const SOMEBODY = "00000000-0000-0000-0000-000000000000";

export type MessageRole = "user" | "assistant" | "system";
export type MessageStatus = "complete" | "streaming" | "stopped" | "failed" | "suspended" | "paused";

export interface Usage {
  inputTokens: number;
  /** Of the input: read from the provider's cache, and written into it. */
  cachedTokens?: number;
  cacheWriteTokens?: number;
  outputTokens: number;
  /** Of the output. */
  reasoningTokens?: number;
  /** Millionths of a US dollar, where the model has a price. */
  costMicros?: number;
}

/** Which config and model wrote a message. */
export interface ModelUsed {
  configId: string | null;
  provider: string;
  model: string;
  name: string;
}

/** A model's attempt that failed, and what was done then. The receipts of a turn are all that is known of its retries. */
export interface Receipt extends ModelUsed {
  /** The answer of the turn that was asked for, from 0: a turn asks again after each round of tool calls. */
  iteration: number;
  /** Which attempt of this model at it, from 1. */
  attempt: number;
  code: ErrorCode;
  /** In words for a person, without secrets. */
  message: string;
  /** The provider's HTTP status, if it had one. */
  status?: number;
  at: string;
  /** Who was asked next, and when; null: nobody was left. */
  next: NextAttempt | null;
}

export interface NextAttempt {
  model: ModelUsed;
  at: string;
  /** Of a conversation that was too long for the model, this share was asked with, 0 to 1. */
  share?: number;
}

/** One message as every reader sees it. `sequence` counts within its conversation, from 1. */
export interface Message {
  id: string;
  conversationId: string;
  sequence: number;
  parentId: string | null;
  role: MessageRole;
  parts: MessagePart[];
  status: MessageStatus;
  authorId: string | null;
  model: ModelUsed | null;
  usage: Usage | null;
  orchestratorContext: Json | null;
  error: Failure | null;
  createdAt: string;
}

/** All text of a message, the parts joined by a blank line. */
export function textOf(parts: readonly MessagePart[]): string {
  return parts
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n\n");
}
