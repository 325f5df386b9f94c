import type { Call } from "#lib/application/context.ts";
import { type SendMessage, type SentMessage, sendMessage } from "#lib/application/sessions/send-message.ts";

/** Sends a message of someone whose messages are answered at once. */
export async function sendAsOwner(call: Call<SendMessage>): Promise<SentMessage> {
  const sent = await sendMessage(call);
  if (!("turnId" in sent)) throw new Error("The message of an owner is no draft.");
  return sent;
}
