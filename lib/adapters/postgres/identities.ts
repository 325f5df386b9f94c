import type { LinkedIdentity, SignIns } from "#lib/application/ports/sign-ins.ts";
import type { Identity, Prisma, PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";
import { endSessions } from "./end-sessions.ts";
import { isId } from "./read-sql.ts";

const linked = ({ id, issuer, subject, email, createdAt }: Identity): LinkedIdentity => ({
  ...{ id, issuer, subject, email },
  linkedAt: createdAt.toISOString(),
});

const listOf = async (tx: Prisma.TransactionClient, userId: string): Promise<LinkedIdentity[]> =>
  (await tx.identity.findMany({ where: { userId }, orderBy: { createdAt: "asc" } })).map(linked);

export function createIdentities(
  prisma: PrismaClient,
  personById: SignIns["personById"],
): Pick<SignIns, "identities" | "personByIdentity" | "linkIdentity" | "unlinkIdentity"> {
  return {
    identities: (userId) => listOf(prisma, userId),
    async personByIdentity({ issuer, subject }, at) {
      const where = { issuer, subject };
      const [found] = await prisma.identity.updateManyAndReturn({ where, data: { lastUsedAt: at } });
      return found ? personById(found.userId) : null;
    },
    async linkIdentity({ at, ...identity }, audit) {
      return prisma.$transaction(async (tx) => {
        const data = { ...identity, createdAt: at, lastUsedAt: at };
        // Another tab may be faster, of the same person or of another one.
        const { count } = await tx.identity.createMany({ data, skipDuplicates: true });
        if (audit && count > 0) await writeAudit(tx, audit);
        const { issuer, subject } = identity;
        const { userId } = await tx.identity.findFirstOrThrow({ where: { issuer, subject } });
        return userId;
      });
    },
    unlinkIdentity: async ({ id, ...whose }, decide) => {
      if (!isId(id)) return null;
      const { userId } = whose;
      return prisma.$transaction(async (tx) => {
        // Two tabs that take away each other's last way in wait for one another here.
        const [account] = await tx.$queryRaw<{ password_hash: string }[]>`
          select password_hash from users where id = ${userId}::uuid for update`;
        const identities = await listOf(tx, userId);
        const identity = identities.find((one) => one.id === id);
        if (!account || !identity) return null;
        const audit = decide(identity, { hasPassword: account.password_hash !== "", identities });
        await tx.identity.delete({ where: { id } });
        const ended = await endSessions(tx, whose);
        await writeAudit(tx, audit);
        return ended;
      });
    },
  };
}
