import type { SessionView } from "#lib/domain/session/view.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { SessionInput } from "./schema.ts";

const MESSAGES_PER_CONVERSATION = 50;

/** A session as the dashboard shows it, consistent at one feed sequence: the reducer goes on from there. A viewer
 * of the workspace only observes, whatever their roles. */
export async function getSessionView({ ctx, input }: Call<SessionInput>): Promise<SessionView> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const view = await ctx.ports.sessions.view(viewer, input.sessionId, MESSAGES_PER_CONVERSATION);
  if (!view) throw notFound("session");
  if (ctx.role !== "viewer" || view.roles === null) return view;
  const roles = Object.keys(view.roles).map((agentId) => [agentId, "observer"] as const);
  return { ...view, roles: Object.fromEntries(roles) };
}
