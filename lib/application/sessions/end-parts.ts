import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { rejectedDrafts } from "../agents/draft-patches.ts";
import { endedParts } from "../agents/ended-parts.ts";
import { decideAgent } from "../agents/record-events.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import { planMemory } from "../memory/plan-memory.ts";
import { type Changes, mergeChanges, type NewMemory } from "../ports/store.ts";
import { busy } from "./send-message.ts";

/**
 * What ends every agent's part with its session; a part that completes leaves a memory. A session completes when nobody
 * is at work in it: `turn_in_progress`, or `response_pending` when an agent waits for an answer.
 */
export async function endParts(
  ctx: Context,
  session: SessionView,
  status: "completed" | "stopped",
  at: string,
): Promise<Changes & { memories: NewMemory[] }> {
  const sessionId = session.id;
  const by = ctx.actor.userId;
  const conversations = Object.values(session.conversations);
  const loaded = await Promise.all(conversations.map(({ agentId }) => ctx.ports.agents.load(agentId, ctx.workspaceId)));
  const hidden = await look(ctx, session, status);
  const ended = loaded.flatMap((agent, index) => {
    const { state } = agent;
    if (state.status !== "active" || !state.activeSessions.has(sessionId)) return [];
    const { agentId, messageCount } = conversations[index] as (typeof conversations)[number];
    const completed = { agentId, sessionId, messageCount, hidden, at };
    const memory = status === "completed" ? planMemory(ctx, completed) : null;
    const command: AgentCommand =
      status === "completed"
        ? { type: "complete-session", sessionId, summary: memory?.id ?? null, by, at }
        : { type: "terminate-session", sessionId, reason: "The session was stopped.", by, at };
    return { append: decideAgent(ctx, agent, [command]), memory };
  });
  const agents = ended.flatMap(({ append }) => append ?? []);
  const memories = ended.flatMap(({ memory }) => memory ?? []);
  const rejected = await Promise.all(agents.map(({ events }) => rejectedDrafts(ctx, events)));
  return { ...mergeChanges({ agents }, ...agents.map(endedParts), ...rejected), memories };
}

/**
 * Looks at the session again once its agents have been read: a message that comes after this look changes one of them,
 * and is a conflict when they are written. Answers whether nobody sees the session.
 */
async function look(ctx: Context, known: SessionView, status: "completed" | "stopped"): Promise<boolean> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [session, head] = await Promise.all([
    ctx.ports.sessions.view(viewer, known.id, 0),
    ctx.ports.sessions.head(viewer, known.id),
  ]);
  if (!session || !head) throw notFound("session");
  const turns = Object.values(session.turns);
  if (status === "completed" && turns[0])
    throw busy((turns.find((turn) => turn.status === "suspended") ?? turns[0]).status);
  if (Object.keys(session.conversations).length !== Object.keys(known.conversations).length)
    throw new DomainError("version_conflict", "Another agent has joined the session in the meantime.");
  return head.hidden;
}
