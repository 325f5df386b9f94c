import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientActionEnd, ClientActionKind } from "#lib/domain/session/client-action.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import type { Context } from "../context.ts";
import type { StoredFile } from "../ports/reads.ts";
import type { Changes, ToolCallKey } from "../ports/store.ts";
import type { ClaimedTurn } from "../ports/turns.ts";

/** What a tool is offered for: its schema names only what this agent may use in this session. */
export interface ToolOffer {
  definition: AgentDefinition;
  /** The agents it may hand over to. */
  targets: readonly AgentDefinition[];
  files: readonly StoredFile[];
  stateKeys: readonly string[];
}

export interface ToolCall extends ToolOffer {
  ctx: Context;
  turn: ClaimedTurn;
  key: ToolCallKey;
  /** A UUID that stays the same however often this call is tried: ids of what it makes derive from it. */
  callId: string;
  /** What became of the question that this call has asked; null before it asks. */
  answer: ClientActionEnd | null;
  signal: AbortSignal;
}

export interface ToolResult {
  /** What the model is told. */
  output: Json;
  /** Written in the same statement that records the call as done. */
  changes?: Changes;
  /** Called once the changes are committed: starts what they have made. */
  committed?: () => void;
  /** Shown below the call, in the settled message. */
  parts?: MessagePart[];
  /** The turn ends with this call; the model is not asked again. */
  endsTurn?: boolean;
}

/** Typed words to a person. `schema` is what the answer must be, as `ClientAction` says for its kind. */
export interface Question {
  kind: ClientActionKind;
  prompt: string;
  schema: JsonObject;
  expiresInMs?: number;
}

/** The turn lets go until the question has ended; then the same call runs again with `answer`. */
export interface ToolQuestion {
  ask: Question;
}

/**
 * A capability that a model may call. `sideEffect` decides what a take-over does with a call that had begun:
 * one without effect or with effects in our database (they commit with its record) runs again; one outside is
 * reported as unknown.
 */
export interface Tool {
  name: string;
  /** What people see while it runs, e.g. "Looking at the table". */
  label: string;
  sideEffect: "none" | "database" | "outside";
  /** False when there is nothing to use it for, e.g. no file yet. */
  available(offer: ToolOffer): boolean;
  describe(offer: ToolOffer): { description: string; inputSchema: JsonObject };
  /** What a person must approve before it runs, in words for them; null when this call needs no approval. */
  approval?(input: Json, offer: ToolOffer): string | null;
  /** Throws `tool_input_invalid` with what is wrong, in words for the model. */
  run(input: Json, call: ToolCall): Promise<ToolResult | ToolQuestion>;
}
