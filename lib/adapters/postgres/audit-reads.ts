import type pg from "pg";
import type { AuditEntry, AuditLine, AuditLog } from "#lib/application/ports/audit.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { audited, writeAudit } from "./audit-log.ts";
import { verifyAudit } from "./audit-verification.ts";
import { iso, object, readAll, statement } from "./read-sql.ts";

const LINE = object({
  sequence: "a.sequence",
  id: "a.id",
  workspaceId: "a.workspace_id",
  at: iso("a.at"),
  actor: "a.actor",
  userId: "a.user_id",
  person: "case when u.id is not null then json_build_object('name', u.name, 'email', u.email) end",
  door: "a.door",
  correlationId: "a.correlation_id",
  verb: "a.verb",
  targetKind: "a.target_kind",
  targetId: "a.target_id",
  targetName: "a.target_name",
  before: "a.before",
  after: "a.after",
  erased: "a.erased_for is not null",
  hash: "encode(a.hash, 'hex')",
});

/** $1 workspace, $2 before this sequence, $3 limit, then the filter's fields. */
const LINES = statement(
  "audit_lines",
  LINE,
  `from audit_log a left join users u on u.id = a.user_id
   where a.workspace_id = $1 and ($2::bigint is null or a.sequence < $2)
     and ($4::text is null or a.verb = $4) and ($5::uuid is null or a.user_id = $5)
     and ($6::text is null or a.target_id = $6 or a.target_name ilike $7)
     and ($8::timestamptz is null or a.at >= $8) and ($9::timestamptz is null or a.at < $9)
   order by a.sequence desc limit $3`,
);

/** Entries go by whole days, so that a log says at most once a day what has gone. */
const OUTDATED = `
  select w.id as "workspaceId", ${iso("e.at")} as before
  from workspaces w cross join lateral (
    select (date_trunc('day', $1::timestamptz at time zone 'UTC') - make_interval(months => w.audit_months)) at time zone 'UTC' as at) e
  where w.audit_months is not null and exists (select 1 from audit_log a where a.workspace_id = w.id and a.at < e.at)`;

const PRUNED_AT_ONCE = 50_000;

/** $1 workspace, $2 the end in time: the last entry of the prefix that goes, which the log never ends with. */
const LAST_OUTDATED = `
  with fresh as (select min(sequence) as sequence from audit_log where workspace_id = $1 and at >= $2),
    edge as (select least(coalesce(f.sequence - 1, h.sequence), h.pruned_sequence + ${PRUNED_AT_ONCE}) as sequence
      from audit_heads h, fresh f where h.workspace_id = $1)
  select a.sequence::float8 as sequence, encode(a.hash, 'hex') as hash, (a.sequence - h.pruned_sequence)::float8 as removed
  from edge join audit_log a on a.workspace_id = $1 and a.sequence = edge.sequence
  join audit_heads h on h.workspace_id = $1`;

/** Audit logs in PostgreSQL. */
export function createAuditLog(prisma: PrismaClient, pool: pg.Pool): AuditLog {
  return {
    lines: (workspaceId, { verb, userId, target, from, to }, { limit, before }) => {
      const pattern = target === undefined ? null : `%${target.replace(/[\\%_]/g, "\\$&")}%`;
      const filter = [verb ?? null, userId ?? null, target ?? null, pattern, from ?? null, to ?? null];
      return readAll<AuditLine>(pool, LINES, [workspaceId, before ?? null, limit, ...filter]);
    },
    note: (entry) => prisma.$transaction((tx) => writeAudit(tx, entry)),
    verify: (workspaceId, kept) => verifyAudit(pool, workspaceId, kept),
    async retention(workspaceId) {
      const workspace = await prisma.workspace.findUnique({ where: { id: workspaceId } });
      return workspace?.auditMonths ?? null;
    },
    changeRetention: (workspaceId, months, entry) =>
      audited(prisma, entry, async (tx) => {
        const where = { id: workspaceId };
        return (await tx.workspace.updateMany({ where, data: { auditMonths: months } })).count > 0;
      }),
    async outdated(at) {
      return (await pool.query<{ workspaceId: string; before: string }>(OUTDATED, [at])).rows;
    },
    prune: (workspaceId, before, entry) => prune(prisma, workspaceId, before, entry),
  };
}

async function prune(prisma: PrismaClient, workspaceId: string, before: string, entry: AuditEntry): Promise<number> {
  return prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`select 1 from audit_heads where workspace_id = ${workspaceId}::uuid for update`;
      type Edge = { sequence: number; hash: string; removed: number };
      const [edge] = await tx.$queryRawUnsafe<Edge[]>(
        LAST_OUTDATED.replaceAll("$1", "$1::uuid").replaceAll("$2", "$2::timestamptz"),
        workspaceId,
        before,
      );
      if (!edge) return 0;
      const { sequence, hash, removed } = edge;
      await writeAudit(tx, { ...entry, after: { sequence, hash, removed } });
      await tx.$executeRaw`update audit_heads set pruned_sequence = ${sequence}, pruned_hash = decode(${hash}, 'hex')
        where workspace_id = ${workspaceId}::uuid`;
      await tx.$executeRaw`delete from audit_log where workspace_id = ${workspaceId}::uuid and sequence <= ${sequence}`;
      return removed;
    },
    { timeout: 60_000 },
  );
}
