import type { SignIns } from "#lib/application/ports/sign-ins.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";

type SignInAttempts = Pick<SignIns, "noteSignInAttempt" | "forgetSignInAttempt" | "forgetSignInAttempts">;

/** Failed sign-ins, kept as long as they count. */
export function createSignInAttempts(prisma: PrismaClient): SignInAttempts {
  return {
    noteSignInAttempt: async ({ account, address, at, since }) => {
      const { id } = await prisma.signInAttempt.create({ data: { account, address, at } });
      const [ofAccount, ofAddress] = await Promise.all([
        prisma.signInAttempt.count({ where: { account, at: { gt: since } } }),
        prisma.signInAttempt.count({ where: { address, at: { gt: since } } }),
        prisma.signInAttempt.deleteMany({ where: { OR: [{ account }, { address }], at: { lte: since } } }),
      ]);
      return { attemptId: String(id), ofAccount, ofAddress };
    },
    forgetSignInAttempt: async (attemptId) => {
      await prisma.signInAttempt.deleteMany({ where: { id: BigInt(attemptId) } });
    },
    forgetSignInAttempts: async (account) => {
      await prisma.signInAttempt.deleteMany({ where: { account } });
    },
  };
}
