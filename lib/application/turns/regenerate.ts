import { DomainError } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitMessage } from "../limits/take-limits.ts";
import { requireConfig } from "../llm/require-config.ts";
import { mergeChanges } from "../ports/store.ts";
import { openConversation } from "../sessions/open-conversation.ts";
import { requireOpen, touchSession } from "../sessions/open-session.ts";
import { requireActor } from "../sessions/require-access.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { busy, type SentMessage } from "../sessions/send-message.ts";
import { planAnswer } from "./plan-turn.ts";

export interface Regenerate {
  sessionId: string;
  agent: string;
  /** The assistant message that is to be answered anew. */
  messageId: string;
  llmConfigId?: string | undefined;
}

/** Another answer to the same message, beside the first: for a failed, stopped or unsatisfying one. */
export async function regenerate({ ctx, input }: Call<Regenerate>): Promise<SentMessage> {
  authorize(ctx, "sessions:write", "member");
  await requireConfig(ctx, input.llmConfigId);
  await limitMessage(ctx, input.sessionId);
  const sent = await retryOnConflict(() => attempt(ctx, input));
  ctx.ports.engine.startTurn(sent.turnId, 0);
  return sent;
}

async function attempt(ctx: Context, input: Regenerate): Promise<SentMessage> {
  const definition = ctx.ports.catalog.findAgent(input.agent);
  if (!definition) throw notFound("agent");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [{ session: head, conversation }, answer] = await Promise.all([
    ctx.ports.sessions.heads(viewer, input.sessionId, definition.slug),
    ctx.ports.sessions.message(viewer, input.sessionId, input.messageId),
  ]);
  if (!conversation || answer?.conversationId !== conversation.id) throw notFound("message");
  const session = requireOpen(head);
  requireActor(session, conversation);
  if (answer.role !== "assistant" || !answer.parentId)
    throw new DomainError("validation_failed", "Only an agent's answer can be written anew.");
  if (conversation.activeTurn) throw busy(conversation.activeTurn.status);
  const at = ctx.now();
  const touched = touchSession(session, at);
  const turnId = ctx.newId();
  const opened = await openConversation(ctx, { session, conversation, definition, commands: () => [] });
  const { changes, facts } = planAnswer(
    {
      workspaceId: ctx.workspaceId,
      sessionId: session.id,
      conversationId: conversation.id,
      agentId: conversation.agentId,
      slug: definition.slug,
      userId: ctx.actor.userId,
      turnId,
      llmConfigId: input.llmConfigId ?? null,
      messageCount: conversation.messageCount,
      parentId: answer.parentId,
      at,
    },
    answer.parentId,
  );
  const heads = await ctx.ports.store.commit(
    mergeChanges(changes, {
      agents: opened.append ? [opened.append] : [],
      sessions: [touched.patch],
      conversations: [
        {
          id: conversation.id,
          sessionId: session.id,
          agentId: conversation.agentId,
          slug: definition.slug,
          newMessages: 1,
          at,
        },
      ],
      feed: [{ sessionId: session.id, ownerId: session.ownerId, at, facts: [...touched.facts, ...facts] }],
    }),
  );
  return { messageId: answer.parentId, turnId, feedSequence: heads[session.id] ?? 0 };
}
