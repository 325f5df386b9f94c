import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { openableOf } from "./open-workspace.ts";
import type { WorkspaceDetail } from "./schema.ts";

/** The workspace that the credential is in, and who may join it. */
export async function getWorkspace({ ctx }: Pick<Call<unknown>, "ctx">): Promise<WorkspaceDetail> {
  authorize(ctx, "workspace:read");
  const workspace = await ctx.ports.workspaces.find(ctx.workspaceId);
  if (!workspace) throw notFound("workspace");
  return { ...workspace, mail: ctx.ports.mail.enabled, openable: await openableOf(ctx, ctx.workspaceId) };
}
