import type pg from "pg";
import type { NewUser } from "#lib/application/ports/accounts.ts";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { Letter } from "#lib/application/ports/mail.ts";
import type {
  InvitationSummary,
  Invitations,
  InvitedRole,
  Invitee,
  Joined,
  NewInvitation,
  OpenInvitation,
} from "#lib/application/ports/workspaces.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";
import { addLetter, dropLetters } from "./letters.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

type Transaction = Prisma.TransactionClient;

const SUMMARY = object({
  id: "i.id",
  email: "i.email",
  role: "i.role",
  invitedBy: `(select ${object({ userId: "u.id", name: "u.name" })} from users u where u.id = i.invited_by)`,
  createdAt: iso("i.created_at"),
  expiresAt: iso("i.expires_at"),
  mail: `(select ${object({ status: "l.status", at: iso("coalesce(l.settled_at, l.created_at)"), error: "l.last_error" })}
    from letters l where l.about_id = i.id order by l.created_at desc limit 1)`,
});
const OPEN = `from invitations i where i.workspace_id = $1 and i.invited_by is not null
  and i.accepted_at is null and i.revoked_at is null`;
const LIST = statement("invitations", SUMMARY, `${OPEN} order by i.created_at desc, i.id limit 500`);
const ONE = statement("invitation", SUMMARY, `${OPEN} and i.id = $2`);
const KNOWN = statement(
  "invitees_known",
  object({ email: "lower(u.email)", state: "case when m.suspended_at is null then 'member' else 'suspended' end" }),
  // Somebody who was imported and has not come yet is invited to do so.
  `from memberships m join users u on u.id = m.user_id and (u.suspended_at is null or u.password_hash <> '')
   where m.workspace_id = $1 and lower(u.email) = any($2::text[])`,
);

/** E-mail addresses arrive in lower case; a taken one is noticed by the unique index. */
const isTaken = (error: unknown): boolean => (error as { code?: string }).code === "P2002";
const unlessTaken = (error: unknown): "email_taken" => {
  if (isTaken(error)) return "email_taken";
  throw error;
};

export function createInvitations(prisma: PrismaClient, pool: pg.Pool): Invitations {
  return {
    known: (workspaceId, emails) => readAll<Invitee>(pool, KNOWN, [workspaceId, emails]),
    add: async (items) => {
      await prisma.$transaction(async (tx) => {
        await oneAtATime(tx, ...items.map(({ invitation: { workspaceId, email } }) => `${workspaceId} ${email}`));
        for (const { invitation, letter } of items) await addOne(tx, invitation, letter);
        await writeAudit(tx, ...items.flatMap(({ audit }) => audit ?? []));
      });
    },
    list: (workspaceId) => readAll<InvitationSummary>(pool, LIST, [workspaceId]),
    find: (workspaceId, id) => readOne<InvitationSummary>(pool, ONE, [workspaceId, id]),
    renew: ({ id, workspaceId, tokenHash, at, expiresAt }, letter, audit) =>
      end(prisma, { id, workspaceId }, { tokenHash, createdAt: at, expiresAt }, at, audit, letter),
    revoke: (workspaceId, id, at, audit) => end(prisma, { id, workspaceId }, { revokedAt: at }, at, audit, null),

    open: (tokenHash, at) => openOne(prisma, { tokenHash }, at),
    openFor: (email, at) => openOne(prisma, { email, invitedBy: { not: null } }, at),

    accept: (invitationId, user, audit) =>
      prisma
        .$transaction(async (tx): Promise<Joined> => {
          const used = await consume(tx, invitationId, user.at);
          if (!used) return "used";
          const emailVerifiedAt = user.emailVerified || isByLetter(used) ? user.at : null;
          const waiting = await welcome(tx, used.workspaceId, user, used.role, emailVerifiedAt);
          if (!waiting) await addMember(tx, used, user, emailVerifiedAt);
          const userId = waiting ?? user.id;
          await writeAudit(tx, audit(userId));
          return { userId };
        })
        .catch(unlessTaken),

    answer: (letter, invitation, since) =>
      prisma.$transaction(async (tx) => {
        const { recipient } = letter;
        await oneAtATime(tx, recipient, ...(invitation ? [`${invitation.workspaceId} ${recipient}`] : []));
        if (await tx.letter.findFirst({ where: { recipient, createdAt: { gte: since } }, select: { id: true } }))
          return false;
        if (invitation) await addOne(tx, invitation, letter);
        else await addLetter(tx, letter);
        return true;
      }),

    join: (invitationId, userId, at, audit) =>
      prisma.$transaction(async (tx): Promise<Joined> => {
        const [invitation] = await tx.$queryRaw<{ workspaceId: string }[]>`
          select workspace_id as "workspaceId" from invitations where id = ${invitationId}::uuid for update`;
        if (!invitation) return "used";
        const { workspaceId } = invitation;
        const there = await tx.membership.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } });
        if (there) return there.suspendedAt ? "suspended" : "member";
        const used = await consume(tx, invitationId, at);
        if (!used) return "used";
        await tx.membership.create({ data: { workspaceId, userId, role: used.role, createdAt: at } });
        if (isByLetter(used)) await tx.user.update({ where: { id: userId }, data: { emailVerifiedAt: at } });
        await writeAudit(tx, audit);
        return { userId };
      }),
  };
}

/** Its link was in a letter to the address only; that of an invitation is shown to whoever invites, and proves nothing. */
const isByLetter = ({ invitedBy }: { invitedBy: string | null }): boolean => invitedBy === null;

async function openOne(
  prisma: PrismaClient,
  which: Prisma.InvitationWhereInput,
  at: string,
): Promise<OpenInvitation | null> {
  const found = await prisma.invitation.findFirst({
    where: { ...which, acceptedAt: null, revokedAt: null, expiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
  });
  const workspace = found && (await prisma.workspace.findUnique({ where: { id: found.workspaceId, deleteAt: null } }));
  if (!workspace) return null;
  const { id, email, role, workspaceId, invitedBy } = found;
  const inviter = invitedBy && (await prisma.user.findUnique({ where: { id: invitedBy }, select: { name: true } }));
  const person = { invitedByName: inviter ? inviter.name : null };
  return { id, email, role: role as InvitedRole, workspaceId, workspaceName: workspace.name, ...person };
}

/** Until the commit nobody else writes about one of these; taken in one order, so that two never wait for each other. */
async function oneAtATime(tx: Transaction, ...whats: string[]): Promise<void> {
  await tx.$executeRaw`
    select pg_advisory_xact_lock(number) from (
      select distinct hashtextextended('invitation ' || what, 0) as number from unnest(${whats}::text[]) as what
      order by number) as numbers`;
}

async function addOne(tx: Transaction, { at, ...invitation }: NewInvitation, letter: Letter | null): Promise<void> {
  const { workspaceId, email, invitedBy } = invitation;
  const replaced = await tx.invitation.updateManyAndReturn({
    where: {
      ...{ workspaceId, email, acceptedAt: null, revokedAt: null },
      invitedBy: invitedBy === null ? null : { not: null },
    },
    data: { revokedAt: at },
  });
  for (const { id } of replaced) await dropLetters(tx, id, at);
  await tx.invitation.create({ data: { ...invitation, createdAt: at } });
  if (letter) await addLetter(tx, letter);
}

/** The link of an open invitation ends: for good, or for a new one. */
async function end(
  prisma: PrismaClient,
  where: { id: string; workspaceId: string },
  data: Prisma.InvitationUpdateManyMutationInput,
  at: string,
  audit: AuditEntry,
  letter: Letter | null,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const open = { ...where, acceptedAt: null, revokedAt: null };
    const { count } = await tx.invitation.updateMany({ where: open, data });
    if (count === 0) return false;
    await dropLetters(tx, where.id, at);
    if (letter) await addLetter(tx, letter);
    await writeAudit(tx, audit);
    return true;
  });
}

export type EndedInvitation = Pick<OpenInvitation, "id" | "email">;

/** The links that somebody has given out end with their right to invite. */
export async function endInvitationsOf(
  tx: Transaction,
  { workspaceId, userId }: { workspaceId: string; userId: string },
  at: string,
): Promise<EndedInvitation[]> {
  const ended = await tx.invitation.updateManyAndReturn({
    where: { workspaceId, invitedBy: userId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: at },
    select: { id: true, email: true },
  });
  for (const { id } of ended) await dropLetters(tx, id, at);
  return ended;
}

const consume = async (tx: Transaction, id: string, at: string) => {
  const [used] = await tx.invitation.updateManyAndReturn({
    where: { id, acceptedAt: null, revokedAt: null, expiresAt: { gt: at } },
    data: { acceptedAt: at },
  });
  return used ?? null;
};

async function addMember(
  tx: Transaction,
  { workspaceId, role }: { workspaceId: string; role: string },
  { id, email, name, passwordHash, at }: NewUser,
  emailVerifiedAt: string | null,
): Promise<void> {
  await tx.user.create({ data: { id, email, name, passwordHash, createdAt: at, emailVerifiedAt } });
  await tx.membership.create({ data: { workspaceId, userId: id, role, createdAt: at } });
}

/**
 * Opens the account of a member who was made without a password. Only an invitation into a workspace that they are in
 * does: another workspace's admin could otherwise let themselves into it.
 */
async function welcome(
  tx: Transaction,
  workspaceId: string,
  { email, name, passwordHash }: NewUser,
  role: string,
  emailVerifiedAt: string | null,
): Promise<string | null> {
  const [waiting] = await tx.$queryRaw<{ id: string }[]>`
    update users u set name = ${name}, password_hash = ${passwordHash}, suspended_at = null,
      email_verified_at = ${emailVerifiedAt}::timestamptz
    where lower(u.email) = ${email} and u.password_hash = '' and u.suspended_at is not null
      and exists (select 1 from memberships m where m.user_id = u.id and m.workspace_id = ${workspaceId}::uuid)
      and not exists (select 1 from memberships m where m.user_id = u.id and m.workspace_id <> ${workspaceId}::uuid)
    returning u.id`;
  if (!waiting) return null;
  await tx.membership.updateMany({ where: { workspaceId, userId: waiting.id }, data: { role } });
  return waiting.id;
}
