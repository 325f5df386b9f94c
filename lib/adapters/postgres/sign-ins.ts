import type { SignIns } from "#lib/application/ports/sign-ins.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { createSignInAttempts } from "./sign-in-attempts.ts";

export function createSignIns(prisma: PrismaClient): SignIns {
  return {
    ...createSignInAttempts(prisma),

    addAuthSession: async ({ at, ...session }) => {
      await prisma.authSession.create({ data: { ...session, createdAt: at } });
    },

    revokeAuthSession: async (id, at) => {
      await prisma.authSession.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
    },
  };
}
