import type { Prisma } from "#lib/generated/prisma/client.ts";

/** Ends a person's sign-ins that are open: `only` one of them, or all but `except`; answers with their ids. */
export async function endSessions(
  tx: Prisma.TransactionClient,
  { userId, only, except, at }: { userId: string; only?: string; except?: string; at: string },
): Promise<string[]> {
  const ended = await tx.authSession.updateManyAndReturn({
    where: { userId, revokedAt: null, expiresAt: { gt: at }, id: { equals: only, not: except } },
    data: { revokedAt: at },
    select: { id: true },
  });
  return ended.map(({ id }) => id);
}
