import type { Deletions } from "#lib/application/ports/deletions.ts";
import { Prisma, type PrismaClient } from "#lib/generated/prisma/client.ts";
import { ACTIVE, ACTIVE_OWNER } from "./active-owner.ts";
import { writeAudit } from "./audit-log.ts";

type MakeEntry = Parameters<Deletions["eraseAccount"]>[1];
type Transaction = Prisma.TransactionClient;

/** How a fact of a session's feed calls somebody whose account is gone. */
const NOBODY = "Deleted account";

/** The last step of an account: the row itself, and every place that says the person's name. */
export function eraseName(prisma: PrismaClient, userId: string, makeEntry: MakeEntry): Promise<void> {
  return prisma.$transaction(
    async (tx) => {
      const [person] = await tx.$queryRaw<{ email: string; name: string }[]>`
        select email, name from users where id = ${userId}::uuid and delete_at is not null for update`;
      if (!person) return;
      await leaveOwners(tx, userId, makeEntry);
      await eraseFromLogs(tx, userId, person, makeEntry);
      await tx.$executeRaw`
        update session_feed set data = jsonb_set(data, '{name}', to_jsonb(${NOBODY}::text))
        where type = 'assignment.changed' and data->>'userId' = ${userId} and session_id in (
          select c.session_id from conversations c join agent_assignments a on a.agent_id = c.agent_id
          where a.user_id = ${userId}::uuid)`;
      await tx.$executeRaw`delete from invitations where lower(email) = lower(${person.email})`;
      await tx.$executeRaw`delete from letters where lower(recipient) = lower(${person.email})`;
      await tx.$executeRaw`delete from account_tokens where lower(email) = lower(${person.email})`;
      await tx.$executeRaw`delete from budgets where scope = 'user' and subject = ${userId}`;
      await tx.$executeRaw`delete from users where id = ${userId}::uuid`;
    },
    { timeout: 120_000 },
  );
}

/** A workspace that nobody else owns gets a new owner, never a viewer; one in which nobody else works goes as well. */
async function leaveOwners(tx: Transaction, userId: string, makeEntry: MakeEntry): Promise<void> {
  const left = await tx.$queryRaw<{ workspaceId: string; next: string | null }[]>`
    select mine.workspace_id as "workspaceId", (
      select m.user_id from memberships m join users u on u.id = m.user_id
      where m.workspace_id = mine.workspace_id and m.user_id <> mine.user_id
        and ${Prisma.raw(ACTIVE)} and m.role <> 'viewer'
      order by case m.role when 'admin' then 0 else 1 end, m.created_at, m.user_id limit 1) as next
    from memberships mine join workspaces w on w.id = mine.workspace_id and w.delete_at is null
    where mine.user_id = ${userId}::uuid and mine.role = 'owner' and not exists (
      select 1 from memberships m join users u on u.id = m.user_id
      where m.workspace_id = mine.workspace_id and m.user_id <> mine.user_id and ${Prisma.raw(ACTIVE_OWNER)})`;
  for (const { workspaceId, next } of left) {
    if (next === null) {
      await tx.workspace.update({ where: { id: workspaceId }, data: { deleteAt: new Date(0) } });
      continue;
    }
    await tx.membership.update({
      where: { workspaceId_userId: { workspaceId, userId: next } },
      data: { role: "owner" },
    });
    await writeAudit(tx, makeEntry(workspaceId, next));
  }
}

/** Every log that names the person says that their account is gone; then the name goes from its entries. */
async function eraseFromLogs(
  tx: Transaction,
  userId: string,
  { email, name }: { email: string; name: string },
  makeEntry: MakeEntry,
): Promise<void> {
  const isNamed = `erased_for is null and verb <> 'account.deleted' and (target_id = $1 or lower(target_name) = lower($2)
    or (target_name = $3 and target_kind in ('account', 'member', 'invitation'))
    or strpos(lower(concat(before::text, after::text)), lower($2)) > 0
    or strpos(concat(before::text, after::text), $1) > 0)`;
  const workspaces = await tx.$queryRawUnsafe<{ id: string }[]>(
    `select distinct workspace_id as id from audit_log where ${isNamed} or user_id = $1::uuid
     union select workspace_id from memberships where user_id = $1::uuid order by id`,
    ...[userId, email, name],
  );
  for (const { id } of workspaces) await writeAudit(tx, makeEntry(id, null));
  await tx.$executeRawUnsafe(
    `update audit_log set target_name = null, before = null, after = null, salt = null, erased_for = $1::uuid where ${isNamed}`,
    ...[userId, email, name],
  );
}
