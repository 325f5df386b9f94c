import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { type Fragment, insert } from "./commit-sql.ts";

/** A commit's entries; a trigger numbers and chains them. */
export const AUDIT_FRAGMENT: Fragment = insert("audit_log", {
  id: "id uuid",
  workspace_id: "workspaceId uuid",
  at: "at timestamptz",
  actor: "actor text",
  user_id: "userId uuid",
  door: "door text",
  correlation_id: "correlationId text",
  verb: "verb text",
  target_kind: "targetKind text",
  target_id: "targetId text",
  target_name: "targetName text",
  before: "before jsonb",
  after: "after jsonb",
});

/** Writes an entry in a transaction that is open. Last of its statements: it holds the workspace's chain until the commit. */
export async function writeAudit(tx: Prisma.TransactionClient, ...entries: AuditEntry[]): Promise<void> {
  for (const e of entries)
    await tx.$executeRaw`
      insert into audit_log (id, workspace_id, at, actor, user_id, door, correlation_id, verb, target_kind, target_id,
        target_name, before, after)
      values (${e.id}::uuid, ${e.workspaceId}::uuid, ${e.at}::timestamptz, ${e.actor}, ${e.userId}::uuid, ${e.door},
        ${e.correlationId}, ${e.verb}, ${e.targetKind}, ${e.targetId}, ${e.targetName},
        ${e.before && JSON.stringify(e.before)}::jsonb, ${e.after && JSON.stringify(e.after)}::jsonb)`;
}

/**
 * Runs a change and notes it in one transaction. A change that answers false or null has changed nothing, and nothing
 * is noted.
 */
export function audited<T>(
  prisma: PrismaClient,
  audit: AuditEntry,
  change: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(async (tx) => {
    const result = await change(tx);
    if (result !== false && result !== null) await writeAudit(tx, audit);
    return result;
  });
}
