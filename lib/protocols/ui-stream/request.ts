import { z } from "zod";
import { DomainError } from "#lib/domain/errors.ts";

const textPart = z.object({ type: z.literal("text"), text: z.string() });
const filePart = z.object({ type: z.literal("file"), url: z.string() });
const otherPart = z.object({ type: z.string() });

const uiMessage = z.object({
  id: z.string().min(1).max(200),
  role: z.enum(["user", "assistant", "system"]),
  parts: z.array(z.union([textPart, filePart, otherPart])).max(1000),
});

/** What `useChat` sends, and what we take beside it. Of `messages` only the last one counts: the history is ours. */
export const chatRequest = z.strictObject({
  id: z.string().min(1).max(200),
  messages: z.array(uiMessage).max(2000).optional(),
  message: uiMessage.optional(),
  trigger: z.enum(["submit-message", "regenerate-message"]).default("submit-message"),
  messageId: z.string().max(200).nullish(),
  agent: z.string().min(1).max(100).default("guide"),
  llmConfigId: z.uuid().optional(),
});
export type ChatRequest = z.output<typeof chatRequest>;

export type ChatMessage = { id: string; parts: ({ type: "text"; text: string } | { type: "file"; fileId: string })[] };

const OUR_FILE = /^(?:https?:\/\/[^/]+)?\/api\/files\/([0-9a-f-]{36})$/i;

/**
 * The message to be answered, for the first time or anew, as the verb takes it.
 *
 * @throws DomainError `validation_failed` when the last message is not a person's or holds a file that was not uploaded first.
 */
export function messageToSend(request: ChatRequest): ChatMessage {
  const message = request.message ?? request.messages?.at(-1);
  if (message?.role !== "user")
    throw new DomainError("validation_failed", "The last message must be the user's: that is the one to be answered.");
  const parts: ChatMessage["parts"] = [];
  for (const part of message.parts) {
    if ("text" in part) parts.push({ type: "text", text: part.text });
    else if ("url" in part) parts.push({ type: "file", fileId: fileIdOf(part.url) });
  }
  if (parts.length === 0) throw new DomainError("validation_failed", "The message is empty: write a text.");
  return { id: message.id, parts };
}

function fileIdOf(url: string): string {
  const id = OUR_FILE.exec(url)?.[1];
  if (!id)
    throw new DomainError("validation_failed", "Upload the file with POST /api/files first and send its address.");
  return id;
}
