import type pg from "pg";
import type { AccountDeletion, Deletions, WorkspaceDeletion } from "#lib/application/ports/deletions.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { ACTIVE_OWNER } from "./active-owner.ts";
import { audited, writeAudit } from "./audit-log.ts";
import { createErasure } from "./erasure.ts";
import { array, iso, object, readOne, statement } from "./read-sql.ts";

/** Workspaces (`w`) that nobody else owns. $1: the person. */
const LAST_OWNER_OF = `from memberships mine join workspaces w on w.id = mine.workspace_id and w.delete_at is null
  where mine.user_id = $1::uuid and mine.role = 'owner' and not exists (
    select 1 from memberships m join users u on u.id = m.user_id
    where m.workspace_id = w.id and m.user_id <> $1::uuid and ${ACTIVE_OWNER})`;

const ACCOUNT = statement(
  "account_deletion",
  object({
    email: "u.email",
    hasPassword: "u.password_hash <> ''",
    deleteAt: iso("u.delete_at"),
    workspaceIds: "coalesce((select json_agg(m.workspace_id) from memberships m where m.user_id = u.id), '[]')",
    lastOwnerOf: array(object({ id: "w.id", name: "w.name" }), LAST_OWNER_OF, "w.name, w.id"),
  }),
  "from users u where u.id = $1::uuid",
);

const WORKSPACE = statement(
  "workspace_deletion",
  object({
    name: "w.name",
    deleteAt: iso("w.delete_at"),
    userIds: "coalesce((select json_agg(m.user_id) from memberships m where m.workspace_id = w.id), '[]')",
  }),
  "from workspaces w where w.id = $1",
);

/** Whoever keeps something in its last moment has committed that by then: longer than a transaction may take. */
const KEPT_BY_THEN_MS = 60_000;

/** Accounts and workspaces on their way out, in PostgreSQL. */
export function createDeletions(prisma: PrismaClient, pool: pg.Pool): Deletions {
  return {
    account: (userId) => readOne<AccountDeletion>(pool, ACCOUNT, [userId]),
    workspace: (workspaceId) => readOne<WorkspaceDeletion>(pool, WORKSPACE, [workspaceId]),

    scheduleAccount: ({ userId, at, deleteAt }, audit) =>
      prisma.$transaction(async (tx) => {
        // In one order: two owners who go at once wait for each other at their workspaces.
        await tx.$queryRaw`
          select w.id from workspaces w join memberships m on m.workspace_id = w.id and m.user_id = ${userId}::uuid
          order by w.id for update of w`;
        const [needed] = await tx.$queryRawUnsafe<unknown[]>(`select 1 ${LAST_OWNER_OF} limit 1`, userId);
        if (needed) return "last_owner";
        const changed = await tx.user.updateMany({ where: { id: userId, deleteAt: null }, data: { deleteAt } });
        if (changed.count === 0) return null;
        const ended = await tx.authSession.updateManyAndReturn({
          where: { userId, revokedAt: null },
          data: { revokedAt: at },
          select: { id: true },
        });
        await writeAudit(tx, ...audit);
        return ended.map(({ id }) => id);
      }),

    keepAccount: (userId, at, audit) =>
      prisma.$transaction(async (tx) => {
        const where = { id: userId, deleteAt: { gt: at } };
        const { count } = await tx.user.updateMany({ where, data: { deleteAt: null } });
        if (count > 0) await writeAudit(tx, ...audit);
        return count > 0;
      }),

    scheduleWorkspace: (workspaceId, deleteAt, audit) =>
      audited(prisma, audit, async (tx) => {
        const where = { id: workspaceId, deleteAt: null };
        return (await tx.workspace.updateMany({ where, data: { deleteAt } })).count > 0;
      }),

    keepWorkspace: (workspaceId, at, audit) =>
      audited(prisma, audit, async (tx) => {
        const where = { id: workspaceId, deleteAt: { gt: at } };
        return (await tx.workspace.updateMany({ where, data: { deleteAt: null } })).count > 0;
      }),

    async due(at) {
      const deleteAt = { lte: new Date(Date.parse(at) - KEPT_BY_THEN_MS) };
      const [workspaces, users] = await Promise.all([
        prisma.workspace.findMany({ where: { deleteAt }, select: { id: true }, orderBy: { id: "asc" } }),
        prisma.user.findMany({ where: { deleteAt }, select: { id: true }, orderBy: { id: "asc" } }),
      ]);
      return { workspaceIds: workspaces.map(({ id }) => id), userIds: users.map(({ id }) => id) };
    },

    ...createErasure(prisma, pool),
  };
}
