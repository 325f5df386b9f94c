import { DomainError } from "#lib/domain/errors.ts";
import { CREDENTIAL_ENDED, membershipKey } from "../accounts/credential-ended.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { stopWorkOf } from "../members/stop-work-of.ts";
import type { WorkspaceDeletion } from "../ports/deletions.ts";
import { authorizeAsMember } from "./authorize-as-member.ts";
import { graceEnd, underWay } from "./grace.ts";
import type { DeleteWorkspaceInput, WorkspaceDeletionView } from "./schema.ts";

/** Whether the workspace is to be deleted. */
export async function getWorkspaceDeletion({ ctx }: Pick<Call<unknown>, "ctx">): Promise<WorkspaceDeletionView> {
  authorize(ctx, "workspace:read");
  const { name, deleteAt } = await workspaceOf(ctx);
  return { name, deleteAt };
}

/**
 * The workspace goes for good when its time is over. Until then everybody in it only reads, what runs is stopped, and an
 * owner may keep it. Once more changes nothing.
 */
export async function deleteWorkspace({ ctx, input }: Call<DeleteWorkspaceInput>): Promise<{ deleteAt: string }> {
  await authorizeAsMember(ctx, "workspace:write", "owner");
  requirePerson(ctx);
  const workspace = await workspaceOf(ctx);
  if (workspace.deleteAt) return { deleteAt: workspace.deleteAt };
  if (input.name !== workspace.name)
    throw new DomainError("validation_failed", "That is not the workspace's name.", {
      errors: [{ path: "name", message: `Type “${workspace.name}” to delete it.` }],
    });
  const deleteAt = graceEnd(ctx.now());
  const target = { kind: "workspace", id: ctx.workspaceId, name: workspace.name } as const;
  const entry = auditOf(ctx, { verb: "workspace.deletion-scheduled", target, after: { deleteAt } });
  await ctx.ports.deletions.scheduleWorkspace(ctx.workspaceId, deleteAt, entry);
  reconnect(ctx, workspace);
  for (const userId of workspace.userIds) await stopWorkOf(ctx, userId);
  return { deleteAt: (await workspaceOf(ctx)).deleteAt ?? deleteAt };
}

/** The workspace stays, and everybody may again what they might. Error: `deletion_under_way` once its time is over. */
export async function keepWorkspace({ ctx }: Pick<Call<unknown>, "ctx">): Promise<void> {
  await authorizeAsMember(ctx, "workspace:write", "owner");
  requirePerson(ctx);
  const workspace = await workspaceOf(ctx);
  const target = { kind: "workspace", id: ctx.workspaceId, name: workspace.name } as const;
  const entry = auditOf(ctx, { verb: "workspace.deletion-cancelled", target });
  if (await ctx.ports.deletions.keepWorkspace(ctx.workspaceId, ctx.now(), entry)) reconnect(ctx, workspace);
  else if ((await workspaceOf(ctx)).deleteAt) throw underWay("workspace");
}

/** Open lines come back with the role that holds now. */
function reconnect({ workspaceId, ports }: Context, { userIds }: WorkspaceDeletion): void {
  for (const id of userIds) ports.invalidations.publish(CREDENTIAL_ENDED, membershipKey(workspaceId, id));
}

async function workspaceOf(ctx: Context): Promise<WorkspaceDeletion> {
  const workspace = await ctx.ports.deletions.workspace(ctx.workspaceId);
  if (!workspace) throw notFound("workspace");
  return workspace;
}
