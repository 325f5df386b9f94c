import type { SignIns } from "#lib/application/ports/sign-ins.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { writeAudit } from "./audit-log.ts";

export function createIdentities(
  prisma: PrismaClient,
  personById: SignIns["personById"],
): Pick<SignIns, "identities" | "personByIdentity" | "linkIdentity"> {
  return {
    async identities(userId) {
      const rows = await prisma.identity.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
      return rows.map(({ issuer, subject, email, createdAt }) => ({
        issuer,
        subject,
        email,
        linkedAt: createdAt.toISOString(),
      }));
    },
    async personByIdentity({ issuer, subject }, at) {
      const where = { issuer, subject };
      const [found] = await prisma.identity.updateManyAndReturn({ where, data: { lastUsedAt: at } });
      return found ? personById(found.userId) : null;
    },
    async linkIdentity({ at, ...identity }, audit) {
      await prisma.$transaction(async (tx) => {
        const data = { ...identity, createdAt: at, lastUsedAt: at };
        // Another tab of the same person may be faster.
        const { count } = await tx.identity.createMany({ data, skipDuplicates: true });
        if (audit && count > 0) await writeAudit(tx, audit);
      });
    },
  };
}
