import type { Pool } from "pg";
import type { Accounts, NewUser, SignedInPerson, UserRecord } from "#lib/application/ports/accounts.ts";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";
import { createMembers } from "./members.ts";
import { createPrincipals } from "./principals.ts";
import { isId } from "./read-sql.ts";
import { addWorkspace } from "./workspaces.ts";

type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** By the unique index on lower(email), which Prisma's schema cannot express. */
const USER_BY_EMAIL_SQL = `
  select id, email, name, password_hash as "passwordHash", suspended_at is not null as suspended
  from users where lower(email) = $1`;

const SIGNED_IN_SQL = `
  select u.id as "userId", u.email, u.name from auth_sessions s join users u on u.id = s.user_id and u.suspended_at is null
  where s.id = $1 and s.revoked_at is null and s.expires_at > $2`;

/** Those whom the operator makes, the first owner among them: their addresses count as proven. */
const userRow = ({ id, email, name, passwordHash, at }: NewUser) => ({
  ...{ id, email, name, passwordHash, createdAt: at, emailVerifiedAt: at },
});

/** E-mail addresses arrive in lower case; a taken one is noticed by the unique index. */
const isTaken = (error: unknown): boolean => (error as { code?: string }).code === "P2002";

const addMember = (tx: Transaction, workspaceId: string, user: NewUser, role: WorkspaceRole) =>
  tx.membership.create({ data: { workspaceId, userId: user.id, role, createdAt: user.at } });

export function createAccounts(prisma: PrismaClient, pool: Pool): Accounts {
  return {
    ...createPrincipals(pool),
    ...createMembers(pool),

    signedIn: async (authSessionId, at) => {
      if (!isId(authSessionId)) return null;
      const { rows } = await pool.query<SignedInPerson>(SIGNED_IN_SQL, [authSessionId, at]);
      return rows[0] ?? null;
    },

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
        deleteAt: user.deleteAt?.toISOString() ?? null,
        workspaceDeleteAt: workspace.deleteAt?.toISOString() ?? null,
        name: user.name,
        workspaceId,
        workspaceName: workspace.name,
        role: membership.role as WorkspaceRole,
      };
    },

    setUp: (owner, workspace, audit) =>
      prisma.$transaction(async (tx) => {
        await tx.$executeRaw`lock table users in share row exclusive mode`;
        if (await tx.user.findFirst({ select: { id: true } })) return false;
        await tx.user.create({ data: userRow(owner) });
        await addWorkspace(tx, workspace, owner.at);
        await addMember(tx, workspace.id, owner, "owner");
        await writeAudit(tx, audit);
        return true;
      }),

    addUser: (user, workspace, role, audit) =>
      prisma
        .$transaction(async (tx) => {
          await tx.$executeRaw`lock table workspaces in share row exclusive mode`;
          const { name } = workspace;
          const existing = await tx.workspace.findFirst({ where: { name }, orderBy: { createdAt: "asc" } });
          if (!existing) await addWorkspace(tx, workspace, user.at);
          await tx.user.create({ data: userRow(user) });
          const { id: workspaceId } = existing ?? workspace;
          const given = existing ? role : "owner";
          await addMember(tx, workspaceId, user, given);
          await writeAudit(tx, audit({ workspaceId, role: given }));
          return { workspaceId };
        })
        .catch((error: unknown) => {
          if (isTaken(error)) return null;
          throw error;
        }),
  };
}
