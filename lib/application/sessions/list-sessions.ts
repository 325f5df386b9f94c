import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page, SessionSummary } from "../ports/reads.ts";
import type { ListSessionsInput } from "./schema.ts";

/** The caller's sessions, latest activity first. */
export async function listSessions({ ctx, input }: Call<ListSessionsInput>): Promise<Page<SessionSummary>> {
  authorize(ctx, "sessions:read");
  const { agent, ...filter } = input;
  const slug = agent && (ctx.ports.catalog.findAgent(agent)?.slug ?? agent);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  return ctx.ports.sessions.list(viewer, { ...filter, ...(slug && { agent: slug }) });
}
