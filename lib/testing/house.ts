import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDatabase } from "#lib/server/database.ts";
import { startEmbeddedPostgres, stopEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { readPostmaster } from "#lib/server/postmaster.ts";
import { createUser } from "./api-client.ts";
import { createTestDatabase } from "./database.ts";
import { startServer, type TestServer } from "./server.ts";

/** Where what is to be undone is noted: a test's own context, or anything like it. */
export interface Undo {
  onTestFinished(undo: () => Promise<void>): void;
}

/** A folder and its servers; all of it is gone after the test. */
export async function createHouse({ onTestFinished }: Undo, databaseUrl?: string) {
  const home = await mkdtemp(join(tmpdir(), "throughline-faults-"));
  const servers: TestServer[] = [];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.kill("SIGKILL")));
    await stopEmbeddedPostgres(home);
    await rm(home, { recursive: true, force: true });
  });
  const database = databaseUrl ? { DATABASE_URL: databaseUrl } : {};
  return {
    home,
    async start(env: Record<string, string> = {}, root?: string): Promise<TestServer> {
      const server = await startServer({ home, root, env: { THROUGHLINE_TEST_AGENT: "1", ...database, ...env } });
      servers.push(server);
      return server;
    },
    createUser: (email?: string) => createUser({ THROUGHLINE_HOME: home, ...database }, undefined, email),
  };
}

/** A PostgreSQL of one's own, durable as an installation's is, for a house whose processes share it. */
export async function createPostgres({ onTestFinished }: Undo): Promise<{ url: string; home: string }> {
  const home = await mkdtemp(join(tmpdir(), "throughline-postgres-"));
  const postgres = await startEmbeddedPostgres({ home, password: "throughline-tests" });
  onTestFinished(async () => {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });
  await ensureDatabase(postgres.url);
  return { url: postgres.url, home };
}

/** Ends the PostgreSQL of a data folder at once, as a crash would; whoever has started it starts it again. */
export async function killPostgres(home: string): Promise<void> {
  const postmaster = await readPostmaster(join(home, "postgres"));
  if (postmaster) process.kill(postmaster.pid, "SIGQUIT");
}

/** A house on a database that several processes can share. */
export async function createCluster(context: Undo) {
  const database = await createTestDatabase();
  context.onTestFinished(database.drop);
  return { ...(await createHouse(context, database.url)), databaseUrl: database.url };
}
