import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { WorkspaceView } from "./schema.ts";

/** The workspaces that the caller is in; an API key knows of its own only. */
export async function listWorkspaces({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: WorkspaceView[] }> {
  authorize(ctx, "workspace:read");
  const all = await ctx.ports.workspaces.ofPerson(ctx.actor.userId);
  const items = all.map((one) => ({ ...one, current: one.id === ctx.workspaceId }));
  return { items: ctx.actor.kind === "user" ? items : items.filter(({ current }) => current) };
}
