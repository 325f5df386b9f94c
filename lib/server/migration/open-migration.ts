import { digests } from "#lib/adapters/crypto/digests.ts";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createMigrationReads } from "#lib/adapters/postgres/migration-reads.ts";
import { createMigrationStore } from "#lib/adapters/postgres/migration-store.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import type { Importer } from "#lib/application/migration/importer.ts";
import type { Validator } from "#lib/application/migration/validate-sessions.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { errorCode } from "#lib/domain/errors.ts";
import type { CommandHost } from "#lib/server/commands/command.ts";
import { openWorkspace } from "#lib/server/migration/open-workspace.ts";
import { newId } from "#lib/server/new-id.ts";
import { StartError } from "#lib/server/start-error.ts";

/** What both commands work with: one workspace, a catalog and a database of their own connections. */
export async function withMigration<Result>(
  { databaseUrl, env, print }: CommandHost,
  { file, workspace: wanted }: { file: string; workspace: string | undefined },
  work: (ctx: Importer & Validator) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({ connectionString: databaseUrl, max: 8 });
  pool.on("error", () => {}); // an idle connection is lost when PostgreSQL ends; one at work rejects its query
  try {
    const workspace = await openWorkspace(pool, wanted);
    print(`Workspace ${workspace.name}, ${file === "-" ? "what comes in" : file}`);
    const workspaceId = workspace.id;
    const agents = createAgentReads(pool);
    const store = createMigrationStore({ pool, store: createStore(pool, () => {}), agents, workspaceId });
    return await work({
      workspaceId,
      newId,
      now: () => new Date().toISOString(),
      catalog: createCatalog({ testAgent: env.THROUGHLINE_TEST_AGENT }),
      digests,
      store,
      reads: createMigrationReads({ pool, store, agents, workspaceId }),
    });
  } catch (error) {
    if (errorCode(error) !== "unavailable") throw error;
    throw new StartError("The connection to the database was lost. What is there stays: the same command goes on.");
  } finally {
    await pool.end();
  }
}
