import type { LlmConfigRow, LlmConfigs } from "#lib/application/ports/llm-configs.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import { type LlmConfig, Prisma, type PrismaClient } from "#lib/generated/prisma/client.ts";
import { audited } from "./audit-log.ts";

/** What a person may use: the workspace's configs and their own. */
const usableBy = ({ workspaceId, userId }: Viewer) => ({ workspaceId, OR: [{ ownerId: null }, { ownerId: userId }] });

const ORDER: Prisma.LlmConfigOrderByWithRelationInput[] = [
  { ownerId: { sort: "asc", nulls: "first" } },
  { position: "asc" },
  { createdAt: "asc" },
  { id: "asc" },
];

/** Model configs in PostgreSQL. Changes of defaults lock the workspace's row, so that two never are the default. */
export function createLlmConfigs(prisma: PrismaClient): LlmConfigs {
  return {
    list: async (viewer) => (await prisma.llmConfig.findMany({ where: usableBy(viewer), orderBy: ORDER })).map(rowOf),

    find: async (viewer, id) => {
      const found = await prisma.llmConfig.findFirst({ where: { id, ...usableBy(viewer) } });
      return found && rowOf(found);
    },

    insert: ({ price, ...config }, audit) =>
      audited(prisma, audit, async (tx) => {
        await lock(tx, config.workspaceId);
        const scope = { workspaceId: config.workspaceId, ownerId: config.ownerId };
        if (config.isDefault) await tx.llmConfig.updateMany({ where: scope, data: { isDefault: false } });
        const last = await tx.llmConfig.aggregate({ where: scope, _max: { position: true } });
        await tx.llmConfig.create({ data: { ...config, ...priceOf(price), position: (last._max.position ?? -1) + 1 } });
      }),

    update: (viewer, { id, updatedAt }, { price, ...patch }, at, audit) =>
      audited(prisma, audit, async (tx) => {
        await lock(tx, viewer.workspaceId);
        const found = await tx.llmConfig.findFirst({ where: { id, ...usableBy(viewer) } });
        if (!found) return null;
        if (found.updatedAt.toISOString() !== updatedAt)
          throw new DomainError("version_conflict", "This model has been changed in the meantime. Look at it again.");
        const { workspaceId, ownerId } = found;
        if (patch.isDefault)
          await tx.llmConfig.updateMany({ where: { workspaceId, ownerId }, data: { isDefault: false } });
        const data = { ...patch, ...(price === undefined ? {} : priceOf(price)), updatedAt: at };
        return rowOf(await tx.llmConfig.update({ where: { id }, data }));
      }),

    reorder: (workspaceId, ownerId, ids, audit) =>
      audited(prisma, audit, async (tx) => {
        await lock(tx, workspaceId);
        const known = await tx.llmConfig.findMany({ where: { workspaceId, ownerId }, select: { id: true } });
        if (known.length !== ids.length || known.some(({ id }) => !ids.includes(id))) return false;
        for (const [position, id] of ids.entries()) await tx.llmConfig.update({ where: { id }, data: { position } });
        return true;
      }),

    delete: (viewer, id, audit) =>
      audited(
        prisma,
        audit,
        async (tx) => (await tx.llmConfig.deleteMany({ where: { id, ...usableBy(viewer) } })).count > 0,
      ),
  };
}

async function lock(tx: Prisma.TransactionClient, workspaceId: string): Promise<void> {
  await tx.$executeRaw`select 1 from workspaces where id = ${workspaceId}::uuid for no key update`;
}

/** A column that holds no price holds SQL's null. */
const priceOf = (price: ModelPrice | null) => ({ price: price ? { ...price } : Prisma.DbNull });

function rowOf(row: LlmConfig): LlmConfigRow {
  return {
    ...row,
    price: row.price as ModelPrice | null,
    validatedAt: row.validatedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
