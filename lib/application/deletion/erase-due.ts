import { auditOf } from "../audit-of.ts";
import type { Context } from "../context.ts";
import { eraseBytes } from "./erase-bytes.ts";

type Erasing = { ctx: Pick<Context, "now" | "newId" | "ports"> };

/**
 * Deletes for good what has had its time: rows, then the bytes of their files, in steps that can be done again, so that
 * whatever stops it, the next pass goes on.
 */
export async function eraseDue({ ctx }: Erasing): Promise<void> {
  const { deletions } = ctx.ports;
  const { workspaceIds, userIds } = await deletions.due(ctx.now());
  for (const workspaceId of workspaceIds) await deletions.eraseWorkspace(workspaceId);
  for (const userId of userIds) {
    await deletions.eraseAccount(userId, (workspaceId, promoted) => {
      const actor = { kind: "system", userId: null, process: "upkeep" } as const;
      const source = { ...ctx, actor, workspaceId, door: "upkeep", correlationId: ctx.newId() };
      const facts = promoted
        ? ({ target: { kind: "member", id: promoted }, after: { role: "owner" } } as const)
        : ({ target: { kind: "account", id: userId } } as const);
      return auditOf(source, { verb: promoted ? "workspace.ownership-transferred" : "account.deleted", ...facts });
    });
  }
  await eraseBytes(ctx);
}
