import type { SessionView } from "#lib/domain/session/view.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { SessionInput } from "./schema.ts";

const MESSAGES_PER_CONVERSATION = 50;

/** A session as the dashboard shows it, consistent at one feed sequence: the reducer goes on from there. A viewer
 * of the workspace only observes, whatever their roles, also in sessions of their own from before. */
export async function getSessionView({ ctx, input }: Call<SessionInput>): Promise<SessionView> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const view = await ctx.ports.sessions.view(viewer, input.sessionId, MESSAGES_PER_CONVERSATION);
  if (!view) throw notFound("session");
  if (ctx.role !== "viewer") return view;
  const agentIds = view.roles ? Object.keys(view.roles) : Object.values(view.conversations).map((one) => one.agentId);
  const roles = agentIds.map((agentId) => [agentId, "observer"] as const);
  return { ...view, roles: Object.fromEntries(roles) };
}
