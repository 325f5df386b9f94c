import { DomainError } from "#lib/domain/errors.ts";
import type { HandoffPacket, PacketFile } from "#lib/domain/session/handoff.ts";
import { notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { deriveId } from "../derive-id.ts";
import { mergeChanges } from "../ports/store.ts";
import type { ToolCall, ToolResult } from "../tools/tool.ts";
import { planTurn } from "../turns/plan-turn.ts";
import { openConversation } from "./open-conversation.ts";
import { requireOpen } from "./open-session.ts";
import { busy } from "./send-message.ts";

export interface PlanHandoff {
  agent: string;
  goal: string;
  facts: string[];
  openQuestions: string[];
  fileIds: string[];
  call: ToolCall;
}

/**
 * What hands a person over: the packet as a message in the other agent's conversation, and the turn that
 * answers it. All ids derive from the tool call, and all of it commits with the call's record.
 */
export async function planHandoff({ ctx, input }: Call<PlanHandoff>): Promise<ToolResult> {
  const { call } = input;
  const { turn, callId } = call;
  const definition = ctx.ports.catalog.findAgent(input.agent);
  if (!definition) throw notFound("agent");
  const viewer = { workspaceId: turn.workspaceId, userId: turn.sessionOwnerId };
  const [{ session: head, conversation }, messageId, turnId] = await Promise.all([
    ctx.ports.sessions.heads(viewer, turn.sessionId, definition.slug),
    deriveId(callId, "message"),
    deriveId(callId, "turn"),
  ]);
  const session = requireOpen(head);
  if (conversation?.activeTurn) throw busy(conversation.activeTurn.status);
  if (definition.slug === turn.slug)
    throw new DomainError("tool_input_invalid", "An agent cannot hand over to itself.");
  const at = ctx.now();
  const opened = await openConversation(ctx, {
    session,
    conversation,
    definition,
    commands: () => [{ type: "receive-message", sessionId: session.id, messageId, responderId: turn.userId, at }],
  });
  const packet: HandoffPacket = {
    handoffId: callId,
    fromSlug: turn.slug,
    toSlug: definition.slug,
    toConversationId: opened.conversationId,
    goal: input.goal,
    facts: input.facts,
    openQuestions: input.openQuestions,
    files: call.files.filter((file) => input.fileIds.includes(file.fileId)).map(packetFile),
    createdAt: at,
  };
  const next = planTurn(
    {
      workspaceId: turn.workspaceId,
      sessionId: session.id,
      conversationId: opened.conversationId,
      agentId: opened.agentId,
      slug: definition.slug,
      userId: turn.userId,
      turnId,
      llmConfigId: turn.llmConfigId,
      messageCount: opened.messageCount,
      parentId: opened.lastMessageId,
      at,
    },
    { id: messageId, role: "system", parts: [{ type: "handoff", packet }], authorId: null },
  );
  const { conversationId, agentId } = opened;
  return {
    output: { handedTo: definition.slug, name: definition.name, conversationId },
    parts: [{ type: "handoff", packet }],
    endsTurn: true,
    committed: () => ctx.ports.engine.startTurn(turnId, 0),
    changes: mergeChanges(next.changes, {
      agents: opened.append ? [opened.append] : [],
      conversations: [
        { id: conversationId, sessionId: session.id, agentId, slug: definition.slug, newMessages: 2, at },
      ],
      feed: [
        {
          sessionId: session.id,
          ownerId: session.ownerId,
          at,
          facts: [
            ...opened.facts,
            { type: "handoff.created", conversationId: turn.conversationId, packet },
            ...next.facts,
          ],
        },
      ],
    }),
  };
}

const packetFile = ({ fileId, name, mediaType, size }: PacketFile): PacketFile => ({ fileId, name, mediaType, size });
