import type { AgentRight } from "#lib/domain/agent/rights.ts";
import type { ActiveAgentSession } from "#lib/domain/agent/state.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { stopAgentTurns } from "../turns/stop-agent-turns.ts";
import { findAgent } from "./get-agent.ts";
import { handleCommand } from "./handle-command.ts";
import type { CurrentSession, CurrentSessionInput } from "./session-schema.ts";

/** The session an agent works in: the named one, or of the active ones that with the latest activity. */
export async function getCurrentSession({ ctx, input }: Call<CurrentSessionInput>): Promise<CurrentSession> {
  authorize(ctx, "agents:read");
  const { agentId, part } = await findCurrent(ctx, input);
  if (!agentId || !part) throw noCurrent();
  return shownPart(agentId, part);
}

/**
 * Ends the agent's part in its current session; a turn that runs or waits there is stopped.
 *
 * @throws `session_not_active` when its part in the named session has ended, or it has none there.
 */
export async function terminateCurrentSession({ ctx, input }: Call<CurrentSessionInput>): Promise<void> {
  authorize(ctx, "sessions:write", "member");
  const { agentId, part } = await findCurrent(ctx, input, "control");
  if (!agentId || (!part && !input.sessionId)) throw noCurrent();
  const sessionId = part?.sessionId ?? input.sessionId ?? "";
  await handleCommand({
    ctx,
    input: {
      agentId,
      command: { type: "terminate-session", sessionId, reason: null, by: ctx.actor.userId, at: ctx.now() },
    },
  });
  await stopAgentTurns(ctx, agentId, sessionId);
}

/** An agent's part in a session, as its clients see it. */
export function shownPart(agentId: string, part: ActiveAgentSession): CurrentSession {
  const { sessionId, conversationId, sessionType, status, startedAt, pendingAction } = part;
  return {
    sessionId,
    conversationId,
    agentId,
    sessionType,
    status,
    startedAt,
    ...(pendingAction && { pendingAction }),
    streamUrl: `/api/sessions/${sessionId}/events`,
  };
}

interface Current {
  agentId: string | null;
  part: ActiveAgentSession | null;
}

/** The agent, where it has been used, and its part. A session that is not the caller's to see is `not_found`. */
export async function findCurrent(ctx: Context, input: CurrentSessionInput, right?: AgentRight): Promise<Current> {
  const { loaded } = await findAgent(ctx, input.agent, right);
  if (input.sessionId !== undefined) {
    const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
    const session = await ctx.ports.sessions.head(viewer, input.sessionId);
    if (!session || session.deleted) throw notFound("session");
  }
  if (loaded?.state.status !== "active") return { agentId: loaded?.state.id ?? null, part: null };
  const { id, activeSessions } = loaded.state;
  const sessionId = input.sessionId ?? (await ctx.ports.agents.latestActive(id));
  return { agentId: id, part: (sessionId !== null && activeSessions.get(sessionId)) || null };
}

export const noCurrent = () =>
  new DomainError("not_found", "The agent has no active session. Start one, or name one in which it is active.");
