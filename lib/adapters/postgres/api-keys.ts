import type { ApiKeys } from "#lib/application/ports/api-keys.ts";
import type { Scope } from "#lib/domain/access.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";

const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

export function createApiKeys(prisma: PrismaClient): ApiKeys {
  return {
    add: async ({ at, scopes, ...key }) => {
      await prisma.apiKey.create({ data: { ...key, scopes: [...scopes], createdAt: at } });
    },

    list: async (workspaceId, userId) => {
      const rows = await prisma.apiKey.findMany({
        where: { workspaceId, userId, revokedAt: null },
        orderBy: { createdAt: "desc" },
      });
      return rows.map(({ id, name, hint, scopes, createdAt, expiresAt, lastUsedAt }) => ({
        id,
        name,
        hint,
        scopes: scopes as Scope[],
        createdAt: createdAt.toISOString(),
        expiresAt: isoOrNull(expiresAt),
        lastUsedAt: isoOrNull(lastUsedAt),
      }));
    },

    revoke: async ({ id, workspaceId, userId, at }) => {
      const where = { id, workspaceId, userId, revokedAt: null };
      const { count } = await prisma.apiKey.updateMany({ where, data: { revokedAt: at } });
      return count > 0;
    },
  };
}
