import { z } from "zod";
import { messagePartSchema } from "../sessions/message-schema.ts";

/** An agent's UUID, or the slug of one of the caller's own. */
const agent = z.string().min(1).max(100);
const draftStatus = z.enum(["pending", "approved", "rejected"]);

export const listDraftsInput = z.strictObject({
  agent,
  status: draftStatus.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional(),
});
export type ListDraftsInput = z.output<typeof listDraftsInput>;

export const draftInput = z.strictObject({ agent, draftId: z.uuid() });
export type DraftInput = z.output<typeof draftInput>;

export const rejectDraftInput = draftInput.extend({
  /** For its author, in words. */
  reason: z.string().trim().max(1_000).optional(),
});
export type RejectDraftInput = z.output<typeof rejectDraftInput>;

/** A draft as its conversation shows it. */
export const shownDraftSchema = z.object({
  draftId: z.uuid(),
  kind: z.enum(["message", "response"]).describe("A message, or the answer to a question"),
  clientActionId: z.uuid().nullable().describe("The question that it answers"),
  conversationId: z.uuid(),
  authorId: z.uuid(),
  parts: z.array(messagePartSchema),
  status: draftStatus,
  decidedBy: z.uuid().nullable(),
  reason: z.string().nullable().describe("Why it was rejected"),
  createdAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
});

export const draftSchema = shownDraftSchema.extend({
  agentId: z.uuid(),
  sessionId: z.uuid(),
  text: z.string().describe("All text parts, joined"),
});

export const approvedDraftSchema = z.object({
  draftId: z.uuid(),
  status: z.literal("approved"),
  messageId: z.uuid().nullable().describe("The mentee's message: the draft's id; null for an answer to a question"),
  turnId: z.uuid(),
  feedSequence: z.number().int(),
});
export type ApprovedDraft = z.output<typeof approvedDraftSchema>;
