import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { type MessagePart, textOf } from "#lib/domain/session/parts.ts";
import type { Context } from "../context.ts";
import type { ConversationHead, SessionHead } from "../ports/reads.ts";
import { type Changes, type Heads, mergeChanges, type SessionPatch } from "../ports/store.ts";
import { planTurn } from "../turns/plan-turn.ts";
import { openConversation } from "./open-conversation.ts";
import { touchSession } from "./open-session.ts";
import { titleFrom } from "./title.ts";

/** Somebody lets a mentee's words pass; what is written with them. */
export interface Approval {
  by: string;
  draftId: string;
  changes: Changes;
  facts: FeedFact[];
}

export interface AcceptedMessage {
  messageId: string;
  parts: MessagePart[];
  authorId: string;
  definition: AgentDefinition;
  session: SessionHead;
  conversation: ConversationHead | null;
  llmConfigId: string | null;
  approval?: Approval;
}

/** What the store has been given: the next message to this agent need not wait until it is there. */
export interface Sending {
  turnId: string;
  committed: Promise<Heads>;
}

/** Gives the store a person's message with the accepted turn that answers it, as one commit. */
export async function acceptMessage(ctx: Context, asked: AcceptedMessage): Promise<Sending> {
  const { messageId, parts, authorId, definition, session, conversation, llmConfigId, approval } = asked;
  const at = ctx.now();
  const opened = await openConversation(ctx, {
    session,
    conversation,
    definition,
    commands: () => [
      ...(approval ? [{ type: "approve-draft", draftId: approval.draftId, by: approval.by, at } as const] : []),
      {
        type: "receive-message",
        ...{ sessionId: session.id, messageId, responderId: authorId, at },
        ...(approval && { approvedBy: approval.by }),
      },
    ],
  });
  const turnId = ctx.newId();
  const turn = planTurn(
    {
      workspaceId: ctx.workspaceId,
      sessionId: session.id,
      conversationId: opened.conversationId,
      agentId: opened.agentId,
      slug: definition.slug,
      userId: authorId,
      turnId,
      llmConfigId,
      messageCount: opened.messageCount,
      parentId: opened.lastMessageId,
      at,
    },
    { id: messageId, role: "user", parts, authorId },
  );
  const touched = touchSession(session, at);
  const named = nameSession(session, opened.conversationId, textOf(parts));
  const committed = ctx.ports.store.commit(
    mergeChanges(turn.changes, approval?.changes, {
      agents: opened.append ? [opened.append] : [],
      sessions: [{ ...touched.patch, ...named.patch }],
      conversations: [
        {
          id: opened.conversationId,
          sessionId: session.id,
          agentId: opened.agentId,
          slug: definition.slug,
          newMessages: 2,
          at,
        },
      ],
      feed: [
        {
          sessionId: session.id,
          ownerId: session.ownerId,
          at,
          facts: [...(approval?.facts ?? []), ...named.facts, ...touched.facts, ...opened.facts, ...turn.facts],
        },
      ],
    }),
  );
  if (opened.append) ctx.ports.agents.expect(opened.append, committed);
  // Nobody finds a new agent before it is there.
  if (opened.append?.expectedVersion === 0) await committed;
  return { turnId, committed };
}

/** The first message names the session. */
function nameSession(
  session: SessionHead,
  conversationId: string,
  text: string,
): { patch: Pick<SessionPatch, "title" | "titleFrom">; facts: FeedFact[] } {
  const title = session.title ? null : titleFrom(text);
  if (!title) return { patch: {}, facts: [] };
  const facts: FeedFact[] = [{ type: "session.renamed", title, conversationId }];
  return { patch: { title, titleFrom: conversationId }, facts };
}
