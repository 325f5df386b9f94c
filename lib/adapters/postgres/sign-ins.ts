import type pg from "pg";
import type { SignInPerson, SignIns } from "#lib/application/ports/sign-ins.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { createAccountTokens, spendToken } from "./account-tokens.ts";
import { writeAudit } from "./audit-log.ts";
import { endSessions } from "./end-sessions.ts";
import { createIdentities } from "./identities.ts";
import { addLetter } from "./letters.ts";
import { isId, iso, object, readAll, readOne, statement } from "./read-sql.ts";
import { createSecondFactors } from "./second-factors.ts";

type Transaction = Prisma.TransactionClient;

const PERSON = object({
  id: "u.id",
  email: "u.email",
  emailVerified: "u.email_verified_at is not null",
  name: "u.name",
  passwordHash: "u.password_hash",
  suspended: "u.suspended_at is not null",
  secondFactor: "exists (select 1 from second_factors f where f.user_id = u.id and f.confirmed_at is not null)",
  // The one that a new sign-in acts in (`principals.ts`).
  workspaceId: `(select m.workspace_id from memberships m where m.user_id = u.id and m.suspended_at is null
    order by (m.workspace_id is not distinct from u.last_workspace_id) desc, m.created_at, m.workspace_id limit 1)`,
});
const BY_EMAIL = statement("sign_in_person", PERSON, "from users u where lower(u.email) = $1");
const BY_ID = statement("sign_in_person_by_id", PERSON, "from users u where u.id = $1");

const OPEN = statement(
  "open_auth_sessions",
  object({
    id: "s.id",
    userAgent: "s.user_agent",
    address: "s.address",
    createdAt: iso("s.created_at"),
    lastUsedAt: iso("coalesce(s.last_used_at, s.created_at)"),
  }),
  `from auth_sessions s where s.user_id = $1 and s.revoked_at is null and s.expires_at > $2
   order by s.created_at desc, s.id desc limit 200`,
);

async function replacePassword(
  tx: Transaction,
  change: { userId: string; passwordHash: string; except?: string; at: string },
): Promise<string[]> {
  const { userId, passwordHash, at } = change;
  await tx.user.update({ where: { id: userId }, data: { passwordHash } });
  // Whatever is half done was perhaps begun by whom the new password is to keep out.
  await tx.accountToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: at } });
  return endSessions(tx, change);
}

/** A letter to the address was used. What was made before anybody had proven it may be somebody else's, and ends. */
async function proveEmail(tx: Transaction, userId: string, email: string, at: string): Promise<void> {
  const where = { id: userId, email, emailVerifiedAt: null };
  const { count } = await tx.user.updateMany({ where, data: { emailVerifiedAt: at } });
  if (count === 0) return;
  await tx.identity.deleteMany({ where: { userId } });
  await tx.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: at } });
}

export function createSignIns(prisma: PrismaClient, pool: pg.Pool): SignIns {
  const personById: SignIns["personById"] = async (userId) =>
    isId(userId) ? readOne<SignInPerson>(pool, BY_ID, [userId]) : null;
  return {
    ...createAccountTokens(prisma),
    ...createSecondFactors(prisma),
    ...createIdentities(prisma, personById),

    personByEmail: (email) => readOne<SignInPerson>(pool, BY_EMAIL, [email]),
    personById,
    note: async (audit) => {
      if (audit) await writeAudit(prisma, audit);
    },

    addAuthSession: async ({ at, ...session }, audit) => {
      await prisma.$transaction(async (tx) => {
        // It begins in the workspace where the person was last.
        const user = await tx.user.findUnique({ where: { id: session.userId }, select: { lastWorkspaceId: true } });
        const workspaceId = user?.lastWorkspaceId ?? null;
        await tx.authSession.create({ data: { ...session, workspaceId, createdAt: at, lastUsedAt: at } });
        if (audit) await writeAudit(tx, audit);
      });
    },
    authSessions: (userId, at) => readAll(pool, OPEN, [userId, at]),
    endAuthSessions: async (which, audit) => {
      if (which.only !== undefined && !isId(which.only)) return [];
      return prisma.$transaction(async (tx) => {
        const ended = await endSessions(tx, which);
        if (audit && ended.length > 0) await writeAudit(tx, audit);
        return ended;
      });
    },

    setPassword: (change, audit) =>
      prisma.$transaction(async (tx) => {
        const ended = await replacePassword(tx, change);
        if (audit) await writeAudit(tx, audit);
        return ended;
      }),
    resetPassword: ({ tokenHash, passwordHash, at }, audit) =>
      prisma.$transaction(async (tx) => {
        const spent = await spendToken(tx, tokenHash, at);
        if (!spent) return null;
        const ended = await replacePassword(tx, { userId: spent.userId, passwordHash, at });
        if (spent.email) await proveEmail(tx, spent.userId, spent.email, at);
        if (audit) await writeAudit(tx, audit);
        return ended;
      }),
    changeEmail: ({ userId, email, tokenHash, at }, letter, audit) =>
      prisma
        .$transaction(async (tx) => {
          if (tokenHash && !(await spendToken(tx, tokenHash, at))) return null;
          await tx.user.update({ where: { id: userId }, data: { email, emailVerifiedAt: tokenHash ? at : null } });
          // Links that went to the old address are over.
          await tx.accountToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: at } });
          if (letter) await addLetter(tx, letter);
          if (audit) await writeAudit(tx, audit);
          return true;
        })
        .catch((error: { code?: string }) => {
          if (error.code === "P2002") return false;
          throw error;
        }),
    noteEmailVerified: async (userId, email, at) => {
      await prisma.user.updateMany({
        where: { id: userId, email, emailVerifiedAt: null },
        data: { emailVerifiedAt: at },
      });
    },
    changeName: async (userId, name, audit) => {
      await prisma.$transaction(async (tx) => {
        await tx.user.update({ where: { id: userId }, data: { name } });
        if (audit) await writeAudit(tx, audit);
      });
    },
  };
}
