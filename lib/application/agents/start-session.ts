import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { agentKey } from "#lib/domain/agent/state.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { ConversationSettings } from "#lib/domain/session/settings.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { requireConfig } from "../llm/require-config.ts";
import type { SessionHead } from "../ports/reads.ts";
import type { Changes } from "../ports/store.ts";
import { openConversation } from "../sessions/open-conversation.ts";
import { requireOpen, touchSession } from "../sessions/open-session.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { shownPart } from "./current-session.ts";
import { findAgent } from "./get-agent.ts";
import type { CurrentSession, StartSessionInput } from "./session-schema.ts";

/**
 * Starts the agent's part in a new session, or in one of the caller's that it does not take part in yet. The prompt,
 * model and config given here hold in that conversation until its next start.
 *
 * @throws `session_already_active`, `too_many_sessions`, `agent_archived`, `session_closed`, `llm_config_not_found`
 */
export async function startSession({ ctx, input }: Call<StartSessionInput>): Promise<CurrentSession> {
  authorize(ctx, "sessions:write", "member");
  const { definition, loaded } = await findAgent(ctx, input.agent);
  if (loaded && loaded.state.status !== "absent" && loaded.state.ownerId !== ctx.actor.userId)
    throw new DomainError(
      "forbidden",
      "Only its owner begins sessions with this agent. Name it by its slug to begin one with your own.",
    );
  if (loaded?.state.status === "archived")
    throw new DomainError(
      "agent_archived",
      "This agent is archived. Name it by its slug to start with a fresh one; its history stays readable.",
    );
  await requireConfig(ctx, input.modelId);
  const settings = settingsOf(definition, input);
  const newSessionId = ctx.newId();
  return retryOnConflict(async () => {
    const begun = await sessionOf(ctx, input.sessionId, newSessionId);
    return ctx.ports.agents.inTurn(agentKey(ctx.actor.userId, definition.slug), () =>
      attempt(ctx, { ...begun, definition, settings }),
    );
  });
}

interface Begun {
  session: SessionHead;
  changes: Pick<Changes, "newSessions" | "sessions">;
  facts: FeedFact[];
}

/** The session to take part in: the caller's own that is named, opened again if it was completed, or a new one. */
async function sessionOf(ctx: Context, sessionId: string | undefined, newId: string): Promise<Begun> {
  const { workspaceId, actor } = ctx;
  const at = ctx.now();
  if (sessionId !== undefined) {
    const session = requireOpen(await ctx.ports.sessions.head({ workspaceId, userId: actor.userId }, sessionId));
    if (session.ownerId !== actor.userId) throw notFound("session");
    const { patch, facts } = touchSession(session, at);
    return { session, changes: { sessions: [patch] }, facts };
  }
  const fresh = { id: newId, workspaceId, ownerId: actor.userId, title: null, titleFrom: null };
  return {
    session: { ...fresh, status: "active", hidden: false, deleted: false, access: { kind: "owner" }, feedSequence: 0 },
    changes: { newSessions: [{ ...fresh, hidden: false, metadata: {}, at }] },
    facts: [{ type: "session.created", title: null }],
  };
}

async function attempt(
  ctx: Context,
  { session, changes, facts, definition, settings }: Begun & Start,
): Promise<CurrentSession> {
  const viewer = { workspaceId: session.workspaceId, userId: session.ownerId };
  const { slug } = definition;
  const { conversation } = await ctx.ports.sessions.heads(viewer, session.id, slug);
  const opened = await openConversation(ctx, { session, conversation, definition, starts: true, commands: () => [] });
  const { agentId, conversationId, append } = opened;
  const part = append?.state.activeSessions.get(session.id);
  if (!append || !part) throw new Error("A session that was started is active.");
  const at = ctx.now();
  await ctx.ports.store.commit({
    ...changes,
    agents: [append],
    conversations: [{ id: conversationId, sessionId: session.id, agentId, slug, newMessages: 0, settings, at }],
    feed: [{ sessionId: session.id, ownerId: session.ownerId, at, facts: [...facts, ...opened.facts] }],
  });
  return shownPart(agentId, part);
}

interface Start {
  definition: AgentDefinition;
  settings: ConversationSettings;
}

function settingsOf(definition: AgentDefinition, input: StartSessionInput): ConversationSettings {
  const { systemPrompt = null, modelId = null, config = {} } = input;
  const unknown = config.tools?.filter((name) => !definition.tools.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new DomainError("validation_failed", `${definition.name} has no tool "${unknown[0]}".`, {
      errors: [{ path: "config.tools", message: `Choose from: ${definition.tools.join(", ") || "none"}.` }],
    });
  return { systemPrompt, llmConfigId: modelId, config };
}
