import type { Pool } from "pg";
import type { Accounts, InvitedRole, NewUser, NewWorkspace, UserRecord } from "#lib/application/ports/accounts.ts";
import { DEMO_PROVIDER, providers } from "#lib/catalog/providers.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { createMembers } from "./members.ts";
import { createPrincipals } from "./principals.ts";

type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** By the unique index on lower(email), which Prisma's schema cannot express. */
const USER_BY_EMAIL_SQL = `
  select id, email, name, password_hash as "passwordHash", suspended_at is not null as suspended
  from users where lower(email) = $1`;

const userRow = ({ id, email, name, passwordHash, at }: NewUser) => ({ id, email, name, passwordHash, createdAt: at });

/** E-mail addresses arrive in lower case; a taken one is noticed by the unique index. */
const isTaken = (error: unknown): boolean => (error as { code?: string }).code === "P2002";

const addMember = (tx: Transaction, workspaceId: string, user: NewUser, role: WorkspaceRole) =>
  tx.membership.create({ data: { workspaceId, userId: user.id, role, createdAt: user.at } });

/**
 * Opens the account of a member who was made without a password. Only an invitation into a workspace that they are in
 * does: another workspace's admin could otherwise let themselves into it.
 */
async function welcome(
  tx: Transaction,
  workspaceId: string,
  { email, name, passwordHash }: NewUser,
  role: string,
): Promise<string | null> {
  const [waiting] = await tx.$queryRaw<{ id: string }[]>`
    update users u set name = ${name}, password_hash = ${passwordHash}, suspended_at = null
    where lower(u.email) = ${email} and u.password_hash = '' and u.suspended_at is not null
      and exists (select 1 from memberships m where m.user_id = u.id and m.workspace_id = ${workspaceId}::uuid)
      and not exists (select 1 from memberships m where m.user_id = u.id and m.workspace_id <> ${workspaceId}::uuid)
    returning u.id`;
  if (!waiting) return null;
  await tx.membership.updateMany({ where: { workspaceId, userId: waiting.id }, data: { role } });
  return waiting.id;
}

async function addWorkspace(tx: Transaction, { id, name, demoConfigId }: NewWorkspace, at: string): Promise<void> {
  await tx.workspace.create({ data: { id, name, createdAt: at } });
  const { label, models } = providers[DEMO_PROVIDER];
  await tx.llmConfig.create({
    data: {
      id: demoConfigId,
      workspaceId: id,
      name: label,
      provider: DEMO_PROVIDER,
      model: models[0],
      validatedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
}

export function createAccounts(prisma: PrismaClient, pool: Pool): Accounts {
  return {
    ...createPrincipals(pool),
    ...createMembers(pool),

    hasUsers: async () => (await prisma.user.findFirst({ select: { id: true } })) !== null,

    userByEmail: async (email) => {
      const { rows } = await pool.query<UserRecord>(USER_BY_EMAIL_SQL, [email]);
      return rows[0] ?? null;
    },

    profile: async (userId, workspaceId) => {
      const [user, workspace, membership] = await Promise.all([
        prisma.user.findUnique({ where: { id: userId } }),
        prisma.workspace.findUnique({ where: { id: workspaceId } }),
        prisma.membership.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } }),
      ]);
      if (!user || !workspace || !membership) return null;
      return {
        userId,
        email: user.email,
        name: user.name,
        workspaceId,
        workspaceName: workspace.name,
        role: membership.role as WorkspaceRole,
      };
    },

    setUp: (owner, workspace) =>
      prisma.$transaction(async (tx) => {
        await tx.$executeRaw`lock table users in share row exclusive mode`;
        if (await tx.user.findFirst({ select: { id: true } })) return false;
        await tx.user.create({ data: userRow(owner) });
        await addWorkspace(tx, workspace, owner.at);
        await addMember(tx, workspace.id, owner, "owner");
        return true;
      }),

    addUser: (user, workspace, role) =>
      prisma
        .$transaction(async (tx) => {
          await tx.$executeRaw`lock table workspaces in share row exclusive mode`;
          const { name } = workspace;
          const existing = await tx.workspace.findFirst({ where: { name }, orderBy: { createdAt: "asc" } });
          if (!existing) await addWorkspace(tx, workspace, user.at);
          await tx.user.create({ data: userRow(user) });
          const { id: workspaceId } = existing ?? workspace;
          await addMember(tx, workspaceId, user, existing ? role : "owner");
          return { workspaceId };
        })
        .catch((error: unknown) => {
          if (isTaken(error)) return null;
          throw error;
        }),

    addInvitation: async ({ at, ...invitation }) => {
      await prisma.invitation.create({ data: { ...invitation, createdAt: at } });
    },

    openInvitation: async (tokenHash, at) => {
      const found = await prisma.invitation.findUnique({
        where: { tokenHash, acceptedAt: null, expiresAt: { gt: at } },
      });
      const workspace = found && (await prisma.workspace.findUnique({ where: { id: found.workspaceId } }));
      if (!workspace) return null;
      const { id, email, role, workspaceId } = found;
      return { id, email, role: role as InvitedRole, workspaceId, workspaceName: workspace.name };
    },

    acceptInvitation: (invitationId, user) =>
      prisma
        .$transaction(async (tx) => {
          const [used] = await tx.invitation.updateManyAndReturn({
            where: { id: invitationId, acceptedAt: null, expiresAt: { gt: user.at } },
            data: { acceptedAt: user.at },
          });
          if (!used) return "used" as const;
          const waiting = await welcome(tx, used.workspaceId, user, used.role);
          if (waiting) return { userId: waiting };
          await tx.user.create({ data: userRow(user) });
          await addMember(tx, used.workspaceId, user, used.role as InvitedRole);
          return { userId: user.id };
        })
        .catch((error: unknown) => {
          if (isTaken(error)) return "email_taken" as const;
          throw error;
        }),
  };
}
