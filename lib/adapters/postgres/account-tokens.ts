import type { SignIns } from "#lib/application/ports/sign-ins.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";
import { addLetter } from "./letters.ts";

/** Uses a token up; null when somebody else did, or when it is over. */
export async function spendToken(
  tx: Prisma.TransactionClient,
  hash: string,
  at: string,
): Promise<{ userId: string; email: string | null } | null> {
  const [spent] = await tx.accountToken.updateManyAndReturn({
    where: { hash, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  return spent ?? null;
}

export function createAccountTokens(
  prisma: PrismaClient,
): Pick<SignIns, "addToken" | "resetLinkMade" | "openToken" | "spendToken"> {
  return {
    addToken: async ({ at, ...token }, letters, audit) => {
      await prisma.$transaction(async (tx) => {
        await tx.accountToken.create({ data: { ...token, createdAt: at } });
        for (const letter of letters) await addLetter(tx, letter);
        if (audit) await writeAudit(tx, audit);
      });
    },
    resetLinkMade: async (userId) => {
      const where = { userId, purpose: "password-reset", createdBy: { not: null } };
      const made = await prisma.accountToken.findFirst({ where, orderBy: { createdAt: "desc" } });
      if (!made?.createdBy) return null;
      const by = await prisma.user.findUnique({ where: { id: made.createdBy }, select: { name: true } });
      return { by: by?.name ?? "An admin", at: made.createdAt.toISOString() };
    },
    openToken: async (hash, purpose, at) =>
      prisma.accountToken.findUnique({
        where: { hash, purpose, usedAt: null, expiresAt: { gt: at } },
        select: { userId: true, email: true },
      }),
    spendToken: async (hash, at) => (await spendToken(prisma, hash, at)) !== null,
  };
}
