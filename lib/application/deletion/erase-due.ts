import { auditOf } from "../audit-of.ts";
import type { Context } from "../context.ts";
import { eraseFiles } from "./erase-files.ts";

type Erasing = { ctx: Pick<Context, "now" | "newId" | "ports"> };

/**
 * Deletes for good what has had its time: files on the disk first, then rows, in steps that can be done again, so that
 * whatever stops it, the next pass goes on.
 */
export async function eraseDue({ ctx }: Erasing): Promise<void> {
  const { deletions } = ctx.ports;
  const { workspaceIds, userIds } = await deletions.due(ctx.now());
  for (const workspaceId of workspaceIds) {
    await eraseFiles(ctx, { workspaceId });
    await deletions.eraseWorkspace(workspaceId);
  }
  for (const userId of userIds) {
    await eraseFiles(ctx, { userId });
    await deletions.eraseAccount(userId, (workspaceId, promoted) => {
      const actor = { kind: "system", userId: null, process: "upkeep" } as const;
      const source = { ...ctx, actor, workspaceId, door: "upkeep", correlationId: ctx.newId() };
      const facts = promoted
        ? ({ target: { kind: "member", id: promoted }, after: { role: "owner" } } as const)
        : ({ target: { kind: "account", id: userId } } as const);
      return auditOf(source, { verb: promoted ? "workspace.ownership-transferred" : "account.deleted", ...facts });
    });
  }
}
