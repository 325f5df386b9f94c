import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { SwitchWorkspaceInput } from "./schema.ts";

/**
 * Goes on in another workspace with this sign-in. Every tab of the browser does: their lines end, and they come back
 * in the new one. Other browsers of the person stay where they are; the next sign-in begins here.
 */
export async function switchWorkspace({
  ctx,
  input: { workspace: workspaceId },
}: Call<SwitchWorkspaceInput>): Promise<void> {
  authorize(ctx, "workspace:write");
  // An API key knows of no workspace but its own.
  if (ctx.actor.kind !== "user") throw notFound("workspace");
  const { userId, authSessionId } = ctx.actor;
  if (workspaceId === ctx.workspaceId) return;
  if (!(await ctx.ports.workspaces.enter({ authSessionId, userId, workspaceId }))) throw notFound("workspace");
  ctx.ports.invalidations.publish(CREDENTIAL_ENDED, authSessionId);
}
