import type { Pool } from "pg";
import type { ApiKeySummary, ApiKeys } from "#lib/application/ports/api-keys.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { audited, writeAudit } from "./audit-log.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const KEY = object({
  id: "k.id",
  name: "k.name",
  hint: "k.hint",
  scopes: "k.scopes",
  owner: object({ userId: "u.id", name: "u.name" }),
  createdAt: iso("k.created_at"),
  expiresAt: iso("k.expires_at"),
  lastUsedAt: iso("k.last_used_at"),
});
const LIVING = `from api_keys k join users u on u.id = k.user_id
  join memberships m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
    and m.created_at <= k.created_at + interval '1 second'
  where k.workspace_id = $1 and k.revoked_at is null`;

const PAGE = statement(
  "api_keys",
  KEY,
  `${LIVING} and ($2::uuid is null or k.user_id = $2)
     and ($4::timestamptz is null or (k.created_at, k.id) < ($4, $5::uuid))
   order by k.created_at desc, k.id desc limit $3`,
);
const BY_ID = statement("api_key", KEY, `${LIVING} and k.id = $2`);

export function createApiKeys(prisma: PrismaClient, pool: Pool): ApiKeys {
  return {
    add: ({ at, scopes, ...key }, audit) =>
      prisma.$transaction(async (tx) => {
        await tx.apiKey.create({ data: { ...key, scopes: [...scopes], createdAt: at } });
        await writeAudit(tx, audit);
      }),

    async list(workspaceId, { userId, limit, cursor }) {
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const values = [workspaceId, userId, limit + 1, place?.at ?? null, place?.id ?? null];
      const rows = await readAll<ApiKeySummary>(pool, PAGE, values);
      return pageOf(rows, limit, (last) => encodeCursor({ at: last.createdAt, id: last.id }));
    },

    find: ({ id, workspaceId }) => readOne<ApiKeySummary>(pool, BY_ID, [workspaceId, id]),

    rename: ({ name, ...key }, audit) =>
      audited(prisma, audit, async (tx) => {
        const { count } = await tx.apiKey.updateMany({ where: { ...key, revokedAt: null }, data: { name } });
        return count > 0;
      }),

    revoke: ({ at, ...key }, audit) =>
      audited(prisma, audit, async (tx) => {
        const { count } = await tx.apiKey.updateMany({ where: { ...key, revokedAt: null }, data: { revokedAt: at } });
        return count > 0;
      }),
  };
}
