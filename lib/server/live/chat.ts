import { authorize, notFound } from "#lib/application/authorize.ts";
import type { Context } from "#lib/application/context.ts";
import type { SubmittedDraft } from "#lib/application/sessions/submit-draft.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { type ChatRequest, messageToSend } from "#lib/protocols/ui-stream/request.ts";
import { isUuid, uuidOf } from "./chat-id.ts";
import type { StreamedTurn } from "./follow-turn.ts";
import type { LiveServices } from "./services.ts";

/** So many messages back an answer is found by the message that it answers. */
const LATEST = 50;

const viewerOf = (ctx: Context) => ({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId });

/** The session that a `useChat` client's chat is. */
const sessionOf = (ctx: Context, chatId: string): Promise<string> =>
  uuidOf(chatId, ctx.actor.userId, `chat:${ctx.workspaceId}`);

/**
 * Sends a `useChat` client's message, or has it answered anew, and gives the turn that answers it, or the draft that it
 * has become; the first message makes the session.
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
  const answer =
    request.trigger === "regenerate-message" && (await answerTo(services, ctx, request, { sessionId, id }));
  const sent = answer
    ? await services.regenerate({ ctx, input: { sessionId, agent, messageId: answer, llmConfigId } })
    : await services.sendMessage({ ctx, input: { sessionId, agent, id, parts: message.parts, llmConfigId } });
  if ("draftId" in sent) return sent;
  const { turnId, feedSequence } = sent;
  return { ctx, sessionId, agent: services.findAgent(agent) ?? agent, turnId, isNew: true, after: feedSequence };
}

/**
 * The answer that is to be written anew: the latest one to the message, or one further back that is named. Null when there
 * is none: the message has never arrived, so "again" sends it.
 */
async function answerTo(
  services: LiveServices,
  ctx: Context,
  request: ChatRequest,
  asked: { sessionId: string; id: string },
): Promise<string | null> {
  const slug = services.findAgent(request.agent) ?? request.agent;
  const page = await services.ports.sessions.messages(viewerOf(ctx), asked.sessionId, slug, { limit: LATEST });
  const latest = page?.items.findLast(({ role, parentId }) => role === "assistant" && parentId === asked.id);
  if (latest) return latest.id;
  const named = request.messageId ?? "";
  return isUuid(named) && named.toLowerCase() !== asked.id ? named : null;
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
