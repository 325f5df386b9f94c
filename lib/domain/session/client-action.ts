import type { Json, JsonObject } from "#lib/domain/json.ts";

export const CLIENT_ACTION_KINDS = ["choice", "form", "confirm", "file", "approval"] as const;
export type ClientActionKind = (typeof CLIENT_ACTION_KINDS)[number];

/**
 * A typed question to a person that suspends a turn. `schema` is JSON Schema 2020-12 of the answer:
 * choice: `{oneOf: [{const, title, description?}]}`, with `anyOf: [that, {type: "string"}]` where other words will do,
 * in an array where several may be chosen; form: a flat object, its fields in the order of
 * `propertyOrder`, since a database forgets that of keys; confirm: a boolean; file: `{fileIds}` with the accepted
 * types in `accept`; approval: `{approved, note?}`.
 */
export interface ClientAction {
  id: string;
  toolCallId: string;
  kind: ClientActionKind;
  prompt: string;
  schema: JsonObject;
  /** ISO 8601; from then on it takes no answer. */
  expiresAt: string | null;
}

/** How a question ended: by an answer, by its expiry, or because its turn or session was ended. */
export type ClientActionOutcome = "answered" | "expired" | "withdrawn";

/** A question that waits, as the session shows it. */
export interface OpenClientAction extends ClientAction {
  conversationId: string;
  turnId: string;
  agentId: string;
  requestedAt: string;
}

/** What is known of a question that has ended. */
export interface ClientActionEnd {
  clientActionId: string;
  outcome: ClientActionOutcome;
  /** Null unless it was answered. */
  response: Json;
  responderId: string | null;
}
