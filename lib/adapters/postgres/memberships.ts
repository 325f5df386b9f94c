import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { MemberDetail, Memberships, PersonsWork } from "#lib/application/ports/workspaces.ts";
import { atLeast } from "#lib/domain/access.ts";
import type { MembershipPatch } from "#lib/domain/workspace/membership.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { ACTIVE_OWNER } from "./active-owner.ts";
import { writeAudit } from "./audit-log.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { type EndedInvitation, endInvitationsOf } from "./invitations.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const MEMBER = object({
  userId: "u.id",
  name: "u.name",
  email: "u.email",
  role: "m.role",
  joinedAt: iso("m.created_at"),
  suspendedAt: iso("coalesce(m.suspended_at, u.suspended_at)"),
});
const FROM = "from memberships m join users u on u.id = m.user_id where m.workspace_id = $1";

const PAGE = statement(
  "memberships",
  MEMBER,
  `${FROM} and ($2::text is null or u.name ilike $2 or u.email ilike $2)
     and ($3::text is null or m.role = $3)
     and ($4::boolean is null or (coalesce(m.suspended_at, u.suspended_at) is not null) = $4)
     and ($6::timestamptz is null or (m.created_at, u.id) > ($6, $7::uuid))
   order by m.created_at, u.id limit $5`,
);
const ONE = statement("membership", MEMBER, `${FROM} and m.user_id = $2`);

const WORK = statement(
  "work_of_person",
  object({
    turnIds: `coalesce((select json_agg(id) from turns where user_id = $2 and workspace_id = $1
      and status in ('accepted', 'running', 'suspended', 'paused')), '[]')`,
    runIds: `coalesce((select json_agg(id) from workflow_runs where user_id = $2 and workspace_id = $1
      and status in ('queued', 'running', 'waiting')), '[]')`,
  }),
  "",
);

export function createMemberships(prisma: PrismaClient, pool: pg.Pool): Memberships {
  const find = (workspaceId: string, userId: string) => readOne<MemberDetail>(pool, ONE, [workspaceId, userId]);
  return {
    async list(workspaceId, { text, role, suspended, limit, cursor }) {
      const pattern = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const values = [
        workspaceId,
        pattern,
        role ?? null,
        suspended ?? null,
        limit + 1,
        place?.at ?? null,
        place?.id ?? null,
      ];
      const rows = await readAll<MemberDetail>(pool, PAGE, values);
      return pageOf(rows, limit, (last) => encodeCursor({ at: last.joinedAt, id: last.userId }));
    },
    find,
    change: ({ workspaceId, actorId, userId, at }, decide) =>
      prisma.$transaction(async (tx) => {
        const all = await lockMembers(tx, { workspaceId, actorId, userId });
        const [actor, target] = [actorId, userId].map((id) => all.people.find((one) => one.userId === id));
        if (!actor || !target) return null;
        const decided = decide(
          { actor: placeOf(actor), target: placeOf(target), otherOwners: all.otherOwners },
          target,
        );
        if (!decided) return false;
        const { change, audit } = decided;
        const ended = await patch(tx, { workspaceId, userId, at }, change.target);
        if (change.actor) await patch(tx, { workspaceId, userId: actorId, at }, change.actor);
        await writeAudit(tx, audit, ...ended.map((one) => endedInvitation(audit, one)));
        return change;
      }),
    workOf: async (workspaceId, userId) =>
      (await readOne<PersonsWork>(pool, WORK, [workspaceId, userId])) ?? { turnIds: [], runIds: [] },
  };
}

type LockedMember = MemberDetail & { leaving: boolean };

const placeOf = ({ userId, role, suspendedAt, leaving }: LockedMember) => ({
  userId,
  role,
  suspended: suspendedAt !== null || leaving,
});

/** Holds a workspace's memberships still until the end of a transaction. */
export const lockWorkspace = (tx: Prisma.TransactionClient, workspaceId: string): Promise<unknown> =>
  tx.$queryRaw`select id from workspaces where id = ${workspaceId}::uuid for update`;

/** Two who take away each other's last owner wait for one another at the workspace's row. */
async function lockMembers(
  tx: Prisma.TransactionClient,
  { workspaceId, actorId, userId }: { workspaceId: string; actorId: string; userId: string },
) {
  await lockWorkspace(tx, workspaceId);
  const people = await tx.$queryRawUnsafe<{ item: MemberDetail; leaving: boolean }[]>(
    `select ${MEMBER} as item, u.delete_at is not null as leaving ${FROM.replace("$1", "$1::uuid")} and m.user_id = any($2::uuid[])`,
    workspaceId,
    [actorId, userId],
  );
  const [owners] = await tx.$queryRawUnsafe<{ n: number }[]>(
    `select count(*)::int as n from memberships m join users u on u.id = m.user_id
     where m.workspace_id = $1::uuid and m.user_id <> $2::uuid and ${ACTIVE_OWNER}`,
    workspaceId,
    userId,
  );
  return {
    people: people.map(({ item, leaving }): LockedMember => ({ ...item, leaving })),
    otherOwners: owners?.n ?? 0,
  };
}

/** Changes a membership; answers with the invitations of theirs that end with it. */
async function patch(
  tx: Prisma.TransactionClient,
  { workspaceId, userId, at }: { workspaceId: string; userId: string; at: string },
  { role, suspended, removed }: MembershipPatch,
): Promise<EndedInvitation[]> {
  const where = { workspaceId, userId };
  if (removed) {
    await tx.membership.deleteMany({ where });
    // Should they come back, their keys do not.
    await tx.apiKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: at } });
  } else {
    const data = { ...(role && { role }), ...(suspended !== undefined && { suspendedAt: suspended ? at : null }) };
    await tx.membership.updateMany({ where, data });
  }
  const invitesOn = !removed && !suspended && (role === undefined || atLeast(role, "admin"));
  return invitesOn ? [] : endInvitationsOf(tx, where, at);
}

/** Of whoever may invite nobody any more. */
const endedInvitation = (audit: AuditEntry, { id, email }: EndedInvitation): AuditEntry => ({
  ...audit,
  ...{ id: randomUUID(), verb: "invitation.revoked", before: null, after: null },
  ...{ targetKind: "invitation", targetId: id, targetName: email },
});
