import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { decideAgent } from "../agents/record-events.ts";
import type { Context } from "../context.ts";
import type { ConversationHead, SessionHead } from "../ports/reads.ts";
import type { AgentAppend } from "../ports/store.ts";

export interface OpenConversation {
  conversationId: string;
  agentId: string;
  append: AgentAppend | null;
  messageCount: number;
  lastMessageId: string | null;
  /** `conversation.started` when it is new. */
  facts: FeedFact[];
}

interface Opening {
  session: SessionHead;
  conversation: ConversationHead | null;
  definition: AgentDefinition;
  /** Its part is to begin here: refused when it has one already. */
  starts?: boolean;
  /** Commands for the agent once it takes part, such as the message it receives. */
  commands(agentId: string): AgentCommand[];
}

/**
 * An agent of the session's owner takes part in the session: made if it is new, its part started if it has
 * none, all in the one append that the caller commits.
 */
export async function openConversation(ctx: Context, opening: Opening): Promise<OpenConversation> {
  const { session, conversation, definition } = opening;
  const owner = { workspaceId: session.workspaceId, userId: session.ownerId };
  const agentId = conversation?.agentId ?? (await ctx.ports.agents.find(owner, definition.slug));
  const loaded = agentId ? await ctx.ports.agents.loadNext(agentId, session.workspaceId) : null;
  const id = agentId ?? ctx.newId();
  const conversationId = conversation?.id ?? ctx.newId();
  const at = ctx.now();
  const commands: AgentCommand[] = [];
  if (!loaded || loaded.state.status === "absent")
    commands.push({
      type: "create",
      ownerId: session.ownerId,
      agentType: definition.agentType,
      slug: definition.slug,
      name: definition.name,
      at,
    });
  if (opening.starts || loaded?.state.status !== "active" || !loaded.state.activeSessions.has(session.id))
    commands.push({
      type: "start-session",
      sessionId: session.id,
      conversationId,
      sessionType: definition.agentType,
      maxConcurrentSessions: definition.maxConcurrentSessions,
      at,
    });
  const append = decideAgent(ctx, loaded ?? { state: absentAgent(id, session.workspaceId), version: 0 }, [
    ...commands,
    ...opening.commands(id),
  ]);
  const started: FeedFact = {
    type: "conversation.started",
    conversationId,
    conversation: { conversationId, agentId: id, slug: definition.slug, messageCount: 0, lastMessageAt: null },
  };
  return {
    conversationId,
    agentId: id,
    append,
    messageCount: conversation?.messageCount ?? 0,
    lastMessageId: conversation?.lastMessageId ?? null,
    facts: conversation ? [] : [started],
  };
}
