import { setTimeout as delay } from "node:timers/promises";
import type { CommandHost } from "#lib/server/commands/command.ts";
import { type Holder, openDataFolder } from "#lib/server/data-folder.ts";
import { ensureDatabase } from "#lib/server/database.ts";
import { findEmbeddedUrl, startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { parseEnv } from "#lib/server/env.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { migrate, readMigrations } from "#lib/server/migrate.ts";
import { loadSecrets } from "#lib/server/secrets.ts";
import { askHolder, takeLock } from "#lib/server/socket-lock.ts";
import { StartError } from "#lib/server/start-error.ts";

export type OpenHost = CommandHost & { close(): Promise<void> };

/**
 * The server's folder, secrets and migrated database for a command. Beside a running server it uses that one's
 * database; without one it starts the embedded PostgreSQL for as long as the command runs.
 */
export async function openHost(environment: NodeJS.ProcessEnv = process.env): Promise<OpenHost> {
  const env = parseEnv(environment);
  const home = env.THROUGHLINE_HOME;
  await openDataFolder(home);
  await ensureClient();
  const secrets = await loadSecrets(home);
  const database = env.DATABASE_URL
    ? { url: env.DATABASE_URL, close: async () => {} }
    : await openEmbedded(home, secrets.databasePassword);
  try {
    await migrate(database.url, await readMigrations());
  } catch (error) {
    await database.close();
    throw error;
  }
  const print = (line: string) => console.log(line);
  return { env, home, secrets, databaseUrl: database.url, print, close: database.close };
}

async function openEmbedded(home: string, password: string) {
  // "Stopping", so that a server that starts meanwhile waits for the command's end.
  const self: Holder = { pid: process.pid, state: "stopping" };
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await delay(100)) {
    const lock = await takeLock(home, () => self);
    if (lock) {
      const postgres = await startEmbeddedPostgres({ home, password });
      await ensureDatabase(postgres.url);
      return { url: postgres.url, close: () => postgres.stop().then(lock.release) };
    }
    const server = (await askHolder(home)) as Holder | undefined;
    const running = server?.origin && (await findEmbeddedUrl(home, password));
    if (running) return { url: running, close: async () => {} };
  }
  throw new StartError(`Another command works on ${home}: try again when it has ended.`);
}
