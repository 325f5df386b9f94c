import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { createPasswords } from "#lib/adapters/crypto/passwords.ts";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { tokens } from "#lib/adapters/crypto/tokens.ts";
import { createFileStorage } from "#lib/adapters/files/file-storage.ts";
import { modelFactory } from "#lib/adapters/models/create-model.ts";
import { createGuardedFetch } from "#lib/adapters/models/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/models/outbound-policy.ts";
import { createAccounts } from "#lib/adapters/postgres/accounts.ts";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createIdempotencyKeys } from "#lib/adapters/postgres/idempotency.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createRuns } from "#lib/adapters/postgres/runs.ts";
import { createSessionReads } from "#lib/adapters/postgres/session-reads.ts";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import { createModelResolver } from "#lib/application/llm/resolve-model.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { providers } from "#lib/catalog/providers.ts";
import { workflows } from "#lib/catalog/workflows/index.ts";
import { PrismaClient } from "#lib/generated/prisma/client.ts";
import { buildLive } from "#lib/server/build-live.ts";
import type { Container, ContainerOptions } from "#lib/server/container.ts";
import { log } from "#lib/server/log.ts";

/** Builds what lives as long as the process. Imported by the launcher alone, so that none of it is in the bundle. */
export async function buildContainer(options: ContainerOptions): Promise<Container> {
  const { env, secrets, databaseUrl, executorId, home } = options;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: env.DATABASE_POOL });
  pool.on("error", (error) => log.warn("A database connection was lost", { error }));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });

  const sessions = createSessionReads(pool);
  const { close: closeLive, ...live } = await buildLive({ pool, databaseUrl, executorId, sessions });
  const services = createEnablingServices();
  const llmConfigs = createLlmConfigs(prisma);
  const secretBox = createSecretBox(secrets.keyring);
  const createModel = modelFactory({ fetch: createGuardedFetch(createOutboundPolicy(env.OUTBOUND_ALLOW)) });
  const { invalidations } = live;
  const models = createModelResolver({
    configs: llmConfigs,
    secrets: secretBox,
    createModel,
    invalidations,
    now: Date.now,
  });

  const ports: Ports = {
    ...live,
    accounts: createAccounts(prisma, pool),
    passwords: createPasswords(),
    tokens,
    idempotency: createIdempotencyKeys(prisma),
    sessions,
    agents: createAgentReads(pool),
    runs: createRuns({ pool, invalidations }),
    // As in a process of role web: what is accepted here, the sweep of a worker starts.
    engine: { startTurn: () => {}, startRun: () => {} },
    files: await createFileStorage(join(home, "files")),
    services,
    catalog: createCatalog({ testAgent: env.THROUGHLINE_TEST_AGENT }),
    workflows,
    llmConfigs,
    secrets: secretBox,
    providers,
    createModel,
    models,
  };
  return {
    ports,
    authSecret: secrets.authSecret,
    signInAttempts: env.SIGN_IN_ATTEMPTS,
    executorId,
    testAgent: env.THROUGHLINE_TEST_AGENT,
    ready: async () => {
      const database = await pool.query("select 1").then(
        () => true,
        () => false,
      );
      return { database, engine: true, migrations: database };
    },
    close: async () => {
      models.close();
      await services.close();
      await closeLive();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
