import { auditOf } from "../audit-of.ts";
import type { Context } from "../context.ts";

/** What the server's own upkeep works with. */
export type UpkeepContext = Pick<Context, "now" | "newId" | "ports">;

/** Takes away the entries that are older than their workspaces want them; the log itself says so. */
export async function pruneAudit({ ctx }: { ctx: UpkeepContext }): Promise<void> {
  const { auditLog } = ctx.ports;
  for (const { workspaceId, before } of await auditLog.outdated(ctx.now())) {
    const source = { ...ctx, workspaceId, door: "upkeep", correlationId: ctx.newId() };
    const entry = auditOf(
      { ...source, actor: { kind: "system", userId: null, process: "upkeep" } },
      { verb: "audit.pruned", target: { kind: "audit", id: workspaceId } },
    );
    await auditLog.prune(workspaceId, before, entry);
  }
}
