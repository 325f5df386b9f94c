import { authorize, notFound } from "#lib/application/authorize.ts";
import type { Context } from "#lib/application/context.ts";
import type { SubmittedDraft } from "#lib/application/sessions/submit-draft.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { type ChatRequest, messageToSend } from "#lib/protocols/ui-stream/request.ts";
import { uuidOf } from "./chat-id.ts";
import type { StreamedTurn } from "./follow-turn.ts";
import type { LiveServices } from "./services.ts";

const viewerOf = (ctx: Context) => ({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId });

/** The session that a `useChat` client's chat is. */
const sessionOf = (ctx: Context, chatId: string): Promise<string> =>
  uuidOf(chatId, ctx.actor.userId, `chat:${ctx.workspaceId}`);

/**
 * Sends a `useChat` client's message and gives the turn that answers it, or the draft that it has become; the first
 * message makes the session.
 */
export async function startChat(
  services: LiveServices,
  ctx: Context,
  request: ChatRequest,
): Promise<StreamedTurn | SubmittedDraft> {
  const { agent, llmConfigId } = request;
  const message = messageToSend(request);
  const sessionId = await sessionOf(ctx, request.id);
  if (!(await services.ports.sessions.head(viewerOf(ctx), sessionId)))
    await services.createSession({ ctx, input: { id: sessionId } }).catch((error) => {
      throw errorCode(error) === "already_exists" ? notFound("session") : error;
    });
  const id = await uuidOf(message.id, sessionId, "message");
  const input = { sessionId, agent, id, parts: message.parts, llmConfigId };
  const sent = await services.sendMessage({ ctx, input });
  if ("draftId" in sent) return sent;
  const { turnId, feedSequence } = sent;
  return { ctx, sessionId, agent, turnId, after: feedSequence };
}

/** The turn that runs in a chat (of one agent when it is named), with what it has written; null when none runs. */
export async function runningTurn(
  services: LiveServices,
  ctx: Context,
  chatId: string,
  agent: string | null,
): Promise<StreamedTurn | null> {
  authorize(ctx, "sessions:read");
  const sessionId = await sessionOf(ctx, chatId);
  const view = await services.ports.sessions.view(viewerOf(ctx), sessionId, 2);
  const wanted = agent === null ? null : view?.conversations[services.findAgent(agent) ?? agent]?.conversationId;
  const turn = Object.values(view?.turns ?? {})
    .filter(
      ({ status, conversationId }) =>
        status !== "suspended" && status !== "paused" && (agent === null || conversationId === wanted),
    )
    .at(-1);
  if (!view || !turn) return null;
  const { turnId, conversationId } = turn;
  const message = view.messages[conversationId]?.find((one) => one.id === turnId);
  const conversation = Object.values(view.conversations).find((one) => one.conversationId === conversationId);
  return {
    ctx,
    sessionId,
    agent: conversation?.slug ?? "",
    turnId,
    conversationId,
    after: view.feedSequence,
    parts: message?.parts ?? [],
  };
}
