import type { SignIns } from "#lib/application/ports/sign-ins.ts";
import type { Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";

type SecondFactors = Pick<
  SignIns,
  | "secondFactor"
  | "proposeSecondFactor"
  | "confirmSecondFactor"
  | "removeSecondFactor"
  | "takeStep"
  | "takeRecoveryCode"
  | "replaceRecoveryCodes"
>;

async function replaceCodes(tx: Prisma.TransactionClient, userId: string, hashes: readonly string[]): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: hashes.map((hash) => ({ userId, hash })) });
}

export function createSecondFactors(prisma: PrismaClient): SecondFactors {
  return {
    async secondFactor(userId) {
      const [found, codesLeft] = await Promise.all([
        prisma.secondFactor.findUnique({ where: { userId } }),
        prisma.recoveryCode.count({ where: { userId, usedAt: null } }),
      ]);
      if (!found) return null;
      return {
        secretCipher: found.secretCipher,
        confirmedAt: found.confirmedAt?.toISOString() ?? null,
        codesLeft,
      };
    },

    async proposeSecondFactor({ userId, secretCipher, at }) {
      const kept = await prisma.$executeRaw`
        insert into second_factors (user_id, secret_cipher, created_at)
        values (${userId}::uuid, ${secretCipher}, ${at}::timestamptz)
        on conflict (user_id) do update set secret_cipher = excluded.secret_cipher, created_at = excluded.created_at
        where second_factors.confirmed_at is null`;
      return kept > 0;
    },

    confirmSecondFactor: ({ userId, step, codeHashes, at }, audit) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.secondFactor.updateMany({
          where: { userId, confirmedAt: null },
          data: { confirmedAt: at, lastStep: step },
        });
        if (count === 0) return false;
        await replaceCodes(tx, userId, codeHashes);
        if (audit) await writeAudit(tx, audit);
        return true;
      }),

    removeSecondFactor: (userId, audit) =>
      prisma.$transaction(async (tx) => {
        const { count } = await tx.secondFactor.deleteMany({ where: { userId } });
        if (count > 0 && audit) await writeAudit(tx, audit);
        return count > 0;
      }),

    async takeStep(userId, step) {
      const { count } = await prisma.secondFactor.updateMany({
        where: { userId, lastStep: { lt: step } },
        data: { lastStep: step },
      });
      return count > 0;
    },

    async takeRecoveryCode(userId, hash, at) {
      const { count } = await prisma.recoveryCode.updateMany({
        where: { userId, hash, usedAt: null },
        data: { usedAt: at },
      });
      return count > 0;
    },

    replaceRecoveryCodes: (userId, codeHashes, audit) =>
      prisma.$transaction(async (tx) => {
        await replaceCodes(tx, userId, codeHashes);
        if (audit) await writeAudit(tx, audit);
      }),
  };
}
