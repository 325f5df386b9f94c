import type { Failure } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { ClientAction, ClientActionEnd } from "#lib/domain/session/client-action.ts";
import type { Context } from "../context.ts";
import { deriveId } from "../derive-id.ts";
import type { ToolCallKey } from "../ports/store.ts";
import type { Question, ToolQuestion } from "../tools/tool.ts";
import type { DraftCall } from "./draft.ts";

const LIFETIME_MS = 7 * 24 * 60 * 60 * 1_000;

const APPROVAL: JsonObject = {
  type: "object",
  properties: { approved: { type: "boolean" }, note: { type: "string", maxLength: 2_000 } },
  required: ["approved"],
  additionalProperties: false,
};

/** The question that a turn now waits with, and the call that asks it. */
export interface Asked {
  key: ToolCallKey;
  action: ClientAction;
}

/** The id of a call, and of the question that it may ask: the same however often it is tried. */
export const callIdOf = ({ turnId, iteration, index }: ToolCallKey): Promise<string> =>
  deriveId(turnId, `tool:${iteration}:${index}`);

/** A call's question as it goes to the person. */
export async function askedBy(
  ctx: Pick<Context, "now">,
  turnId: string,
  iteration: number,
  { index, call }: DraftCall,
  { ask: { kind, prompt, schema, expiresInMs = LIFETIME_MS } }: ToolQuestion,
): Promise<Asked> {
  const key = { turnId, iteration, index };
  const id = await callIdOf(key);
  const expiresAt = new Date(Date.parse(ctx.now()) + expiresInMs).toISOString();
  const action = { id, toolCallId: call.toolCallId, kind, prompt, schema, expiresAt };
  return { key, action };
}

/** What a person is asked before a call that needs their approval. */
export const approvalOf = (prompt: string): Question => ({ kind: "approval", prompt, schema: APPROVAL });

export const isApproved = (answer: ClientActionEnd | null): boolean =>
  answer?.outcome === "answered" && (answer.response as { approved: boolean }).approved;

/** In words for the model: it may go on in another way. */
export function refusedBy(answer: ClientActionEnd | null): Failure {
  if (answer?.outcome !== "answered")
    return { code: "client_action_expired", message: "Nobody approved this call in time.", retryable: false };
  const { note } = answer.response as { note?: string };
  const message = note ? `The person refused this call: ${note}` : "The person refused this call.";
  return { code: "tool_refused", message, retryable: false };
}
