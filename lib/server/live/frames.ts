import { z } from "zod";
import type { Responded } from "#lib/application/agents/accept-answer.ts";
import { respondInput } from "#lib/application/agents/schema.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import type { SessionSummary } from "#lib/application/ports/reads.ts";
import { sendMessageInput } from "#lib/application/sessions/schema.ts";
import type { SubmittedDraft } from "#lib/application/sessions/submit-draft.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";
import type { Problem } from "#lib/server/problem.ts";
import { chatFrame } from "./chat-frames.ts";

/** A message as a client sends it: its own id, and a text or parts. */
export const sendBody = sendMessageInput.omit({ sessionId: true, agent: true });

const message = sendBody.extend({
  type: z.literal("message"),
  sessionId: sendMessageInput.shape.sessionId.optional(),
  agent: sendMessageInput.shape.agent.optional(),
});

export const clientFrame = z.discriminatedUnion("type", [
  message,
  z.strictObject({ type: z.literal("subscribe"), sessionId: z.uuid(), after: z.int().min(0).default(0) }),
  z.strictObject({ type: z.literal("unsubscribe"), sessionId: z.uuid() }),
  z.strictObject({ type: z.literal("stop"), sessionId: z.uuid(), turnId: z.uuid() }),
  respondInput.extend({ type: z.literal("respond"), agent: respondInput.shape.agent.optional() }),
  z.strictObject({ type: z.literal("ping") }),
  ...chatFrame.options,
]);

const short = z.strictObject({ message: z.string(), llmConfigId: z.uuid().optional() });

export type ClientFrame = z.output<typeof clientFrame>;

/**
 * A client's frame. The short form `{message, llmConfigId?}` is a message to the agent of the connection.
 *
 * @throws `validation_failed` for what is no frame of ours.
 */
export function parseFrame(value: object): ClientFrame {
  if ("type" in value || !("message" in value)) return parseInput(clientFrame, value);
  const { message: text, ...rest } = parseInput(short, value);
  return { type: "message", text, ...rest };
}

/** What a request would do as well counts as one. */
export const countsAsCall = ({ type }: ClientFrame): boolean => !["ping", "unsubscribe", "abort"].includes(type);

/** What a person's sidebar is told: a session as it is now, or that the list is to be read anew. */
export type WorkspaceFact = { kind: "session"; session: SessionSummary } | { kind: "sessions" };

export type ServerFrame =
  | { type: "ready"; connectionId: string; workspaceId: string }
  | { type: "subscribed"; sessionId: string; sequence: number }
  | { type: "resync"; sessionId: string }
  /** The person's roles have changed: the session is to be read anew. */
  | { type: "reload"; sessionId: string }
  | { type: "workspace"; fact: WorkspaceFact }
  | { type: "accepted"; id: string | null; messageId: string; turnId: string; feedSequence: number }
  | ({ type: "accepted"; id: string | null } & SubmittedDraft)
  | ({ type: "responded" } & (Responded | (SubmittedDraft & { clientActionId: string })))
  | { type: "pong" }
  | { type: "error"; problem: Problem }
  /** To the AI SDK's transport, which takes errors in no other form. */
  | { type: "error"; requestId: string; errorText: string };

const encoded = new WeakMap<object, Buffer>();

/** The frame of one item, encoded once for all sockets that get it. */
export function itemFrame(sessionId: string, item: LiveItem): Buffer {
  const carried = item.kind === "entry" ? item.entry : item.kind === "delta" ? item.delta : item.rewind;
  const known = encoded.get(carried);
  if (known) return known;
  const text = `{"type":"${item.kind}","sessionId":"${sessionId}","${item.kind}":${JSON.stringify(carried)}}`;
  const bytes = Buffer.from(text);
  encoded.set(carried, bytes);
  return bytes;
}
