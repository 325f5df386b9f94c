import type { Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { ChartSpec, TableSpec } from "./artifacts.ts";
import type { HandoffPacket } from "./handoff.ts";

/** `waiting`: for the answer to a question or for an approval. */
export type ToolState = "running" | "waiting" | "done" | "failed" | "unknown" | "stopped";

/** The parts of a message in the order they were written. A delta names its part by index. */
export type MessagePart =
  | { type: "text"; text: string }
  | { type: "reasoning"; text: string }
  | { type: "file"; fileId: string; name: string; mediaType: string; size: number }
  | ToolCallPart
  | { type: "table"; table: TableSpec }
  | { type: "chart"; chart: ChartSpec }
  | { type: "handoff"; packet: HandoffPacket }
  | { type: "run"; runId: string; workflowType: string }
  | { type: "notice"; level: "info" | "warning"; text: string };

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

export type MessageRole = "user" | "assistant" | "system";
export type MessageStatus = "complete" | "streaming" | "stopped" | "failed" | "suspended";

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  reasoningTokens?: number;
}

/** Which config and model wrote a message. */
export interface ModelUsed {
  configId: string | null;
  provider: string;
  model: string;
  name: string;
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
