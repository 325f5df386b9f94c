import { respond } from "#lib/application/agents/respond.ts";
import { startSession } from "#lib/application/agents/start-session.ts";
import { notFound } from "#lib/application/authorize.ts";
import type { Call, Context } from "#lib/application/context.ts";
import { getSessionView } from "#lib/application/sessions/get-session-view.ts";
import { sendMessage } from "#lib/application/sessions/send-message.ts";
import { updateSession } from "#lib/application/sessions/update-session.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { findBySessionType } from "#lib/domain/agent/session-types.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { ConversationView } from "#lib/domain/session/feed.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import type {
  OldEnded,
  OldResponded,
  OldRespondInput,
  OldSession,
  OldSessionInput,
  OldStarted,
  OldStartInput,
} from "./schema.ts";
import { controlModeOf, conversationOf, oldSession, statusOf, streamUrlOf } from "./shapes.ts";

/** Starts a session with the agent that the old session type stands for. */
export async function oldStart({ ctx, input }: Call<OldStartInput>): Promise<OldStarted> {
  const { session_type, system_prompt: systemPrompt, config = {} } = input;
  const definition = findBySessionType(session_type, (name) => ctx.ports.catalog.findAgent(name));
  if (!definition)
    throw new DomainError(
      "validation_failed",
      `There is no session type "${session_type}". GET /api/agents/registry lists the agents.`,
      {
        errors: [{ path: "session_type", message: "This session type is not known." }],
      },
    );
  const { temperature, top_p: topP, max_tokens: maxOutputTokens, tools, model_id: modelId } = config;
  const started = await startSession({
    ctx,
    input: { agent: definition.slug, systemPrompt, modelId, config: { temperature, topP, maxOutputTokens, tools } },
  });
  return {
    session_id: started.sessionId,
    conversation_id: started.conversationId,
    status: "active",
    control_mode: controlModeOf(definition),
    stream_url: streamUrlOf(started.sessionId),
  };
}

export async function oldGet({ ctx, input }: Call<OldSessionInput>): Promise<OldSession> {
  const { view, conversation, definition } = await find(ctx, input.sessionId);
  return oldSession(view, conversation, definition);
}

/** A message of the person's, or their answer to the pending action; the same answer again answers the same. */
export async function oldRespond({ ctx, input }: Call<OldRespondInput>): Promise<OldResponded> {
  const { sessionId, message, tool_call_id: toolCallId = "", client_action_id, response = null } = input;
  const { conversation } = await find(ctx, sessionId);
  const { slug: agent, agentId, conversationId } = conversation;
  if (message !== undefined) {
    const sent = await sendMessage({ ctx, input: { sessionId, agent, text: message } });
    const ids = "turnId" in sent ? { message_id: sent.messageId, turn_id: sent.turnId } : WAITS;
    return { session_id: sessionId, status: "active", ...ids };
  }
  const clientActionId =
    client_action_id ?? (await ctx.ports.sessions.askedBy({ agentId, conversationId, toolCallId }));
  if (!clientActionId)
    throw new DomainError("execution_not_suspended", "No question waits for an answer in this session.");
  const answered = await respond({ ctx, input: { agent, clientActionId, toolCallId, response } });
  const turn_id = "turnId" in answered ? answered.turnId : null;
  return { session_id: sessionId, status: "active", message_id: null, turn_id };
}

/** What a mentee says is a draft until someone approves it. */
const WAITS = { message_id: null, turn_id: null };

/** Ends the session with everything that runs in it. */
export async function oldEnd({ ctx, input: { sessionId } }: Call<OldSessionInput>): Promise<OldEnded> {
  await find(ctx, sessionId);
  const { status } = await updateSession({ ctx, input: { sessionId, status: "stopped" } });
  return { session_id: sessionId, status: statusOf({ status, clientActions: {} }) };
}

interface Found {
  view: SessionView;
  conversation: ConversationView;
  definition: AgentDefinition;
}

async function find(ctx: Context, sessionId: string): Promise<Found> {
  const view = await getSessionView({ ctx, input: { sessionId } });
  const conversation = conversationOf(view);
  const definition = conversation && ctx.ports.catalog.findAgent(conversation.slug);
  // Old clients know of no sessions but their own.
  if (!definition || view.deleted || view.ownerId !== ctx.actor.userId) throw notFound("session");
  return { view, conversation, definition };
}
