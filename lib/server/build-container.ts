import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createIdempotencyKeys } from "#lib/adapters/postgres/idempotency.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { PrismaClient } from "#lib/generated/prisma/client.ts";
import type { Container, ContainerOptions } from "#lib/server/container.ts";
import { log } from "#lib/server/log.ts";

/** Builds what lives as long as the process. Imported by the launcher alone, so that none of it is in the bundle. */
export async function buildContainer({ env, secrets, databaseUrl, executorId }: ContainerOptions): Promise<Container> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: env.DATABASE_POOL });
  pool.on("error", (error) => log.warn("A database connection was lost", { error }));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const ports = {
    accounts: createAccounts(prisma, pool),
    passwords: createPasswords(),
    tokens,
    idempotency: createIdempotencyKeys(prisma),
  } as Ports;
  return {
    ports,
    authSecret: secrets.authSecret,
    executorId,
    testAgent: false,
    ready: async () => {
      const database = await pool.query("select 1").then(
        () => true,
        () => false,
      );
      return { database, engine: true, migrations: database };
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
