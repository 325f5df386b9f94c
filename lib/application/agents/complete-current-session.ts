import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { planMemory } from "../memory/plan-memory.ts";
import type { NewMemory } from "../ports/store.ts";
import { busy } from "../sessions/send-message.ts";
import { findCurrent, noCurrent } from "./current-session.ts";
import { handleCommand } from "./handle-command.ts";
import type { CompleteCurrentSessionInput, CompletedSession } from "./session-schema.ts";

/**
 * Completes the agent's part in its current session; the session itself goes on. What was concluded is kept in the
 * caller's words, or summed up afterwards, beside the request.
 *
 * @throws `turn_in_progress` or `response_pending` while the agent is at work there; `session_not_active` when its
 *   part in the named session has ended, or it has none there.
 */
export async function completeCurrentSession({
  ctx,
  input,
}: Call<CompleteCurrentSessionInput>): Promise<CompletedSession> {
  authorize(ctx, "sessions:write", "member");
  const { summary, ...asked } = input;
  const { agentId, part } = await findCurrent(ctx, asked, "control");
  if (!agentId || (!part && !asked.sessionId)) throw noCurrent();
  const sessionId = part?.sessionId ?? asked.sessionId ?? "";
  const at = ctx.now();
  const memory = part && (await planned(ctx, { agentId, sessionId, summary, at }));
  const command = {
    type: "complete-session",
    sessionId,
    summary: memory?.id ?? null,
    by: ctx.actor.userId,
    at,
  } as const;
  await handleCommand({
    ctx,
    input: {
      agentId,
      command,
      // Once the agent has been read: a message that comes later changes it, and is a conflict.
      with: async () => {
        const { conversation } = await look(ctx, agentId, sessionId);
        if (conversation?.activeTurn) throw busy(conversation.activeTurn.status);
        return { memories: memory ? [memory] : [] };
      },
    },
  });
  if (memory && memory.text === undefined) ctx.ports.engine.startMemory(memory.id);
  return { agentId, sessionId, status: "completed", endedAt: at, memoryId: memory?.id ?? null };
}

async function planned(
  ctx: Context,
  completed: { agentId: string; sessionId: string; summary: string | undefined; at: string },
): Promise<NewMemory | null> {
  const { session, conversation } = await look(ctx, completed.agentId, completed.sessionId);
  const [messageCount, hidden] = [conversation?.messageCount ?? 0, session?.hidden ?? false];
  return planMemory(ctx, { ...completed, messageCount, hidden });
}

async function look(ctx: Context, agentId: string, sessionId: string) {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const { state } = await ctx.ports.agents.load(agentId, ctx.workspaceId);
  const slug = state.status === "absent" ? "" : state.slug;
  return ctx.ports.sessions.heads(viewer, sessionId, slug);
}
