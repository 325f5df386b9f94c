import type { IdempotencyClaim, IdempotencyKeys, IdempotentRequest } from "#lib/application/ports/idempotency.ts";
import type { Json } from "#lib/domain/json.ts";
import { Prisma, type PrismaClient } from "#lib/generated/prisma/client.ts";

const place = ({ workspaceId, userId, key }: IdempotentRequest) => ({ workspaceId, userId, key });

export function createIdempotencyKeys(prisma: PrismaClient): IdempotencyKeys {
  return {
    claim: async (request, at, abandonedBefore): Promise<IdempotencyClaim> => {
      const row = { ...place(request), requestHash: request.requestHash, createdAt: at };
      const { count } = await prisma.idempotencyKey.createMany({ data: row, skipDuplicates: true });
      if (count === 1) return { kind: "new" };
      const known = await prisma.idempotencyKey.findUnique({ where: { workspaceId_userId_key: place(request) } });
      if (!known) return { kind: "unfinished" }; // freed at this very moment
      if (known.requestHash !== request.requestHash) return { kind: "other_request" };
      if (known.status !== null) return { kind: "answered", status: known.status, response: known.response as Json };
      const takenOver = await prisma.idempotencyKey.updateMany({
        where: { ...place(request), status: null, createdAt: { lt: abandonedBefore } },
        data: { createdAt: at },
      });
      return { kind: takenOver.count === 1 ? "new" : "unfinished" };
    },
    answer: async (request, status, response) => {
      await prisma.idempotencyKey.update({
        where: { workspaceId_userId_key: place(request) },
        data: { status, response: response ?? Prisma.JsonNull },
      });
    },
    release: async (request) => {
      await prisma.idempotencyKey.deleteMany({ where: { ...place(request), status: null } });
    },
  };
}
