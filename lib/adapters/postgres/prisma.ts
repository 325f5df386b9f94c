import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { PrismaClient } from "#lib/generated/prisma/client.ts";

/** In milliseconds; a machine under load is slow, not wrong. Prisma's own are 2 s and 5 s. */
const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };

/** Prisma on the connections of this pool, for what is not hot. */
export const createPrisma = (pool: pg.Pool): PrismaClient =>
  new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: TRANSACTION });
