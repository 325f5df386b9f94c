import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, ensureDatabase } from "#lib/server/database.ts";
import { startEmbeddedPostgres } from "#lib/server/embedded-postgres.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { migrate, readMigrations } from "#lib/server/migrate.ts";

/** One PostgreSQL for the whole run, with every migration in a template that each test's database is copied from. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureClient();
  const home = await mkdtemp(join(tmpdir(), "throughline-test-"));
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "400" };
  const postgres = await startEmbeddedPostgres({ home, password: "throughline-tests", settings });

  const template = new URL(postgres.url);
  template.pathname = "/template_throughline";
  await ensureDatabase(template.href);
  await migrate(template.href, await readMigrations());
  await knowTestKeys(template.href);
  const maintenance = new URL(postgres.url);
  maintenance.pathname = "/postgres";
  const client = await connectDatabase(maintenance.href);
  await client.query("alter database template_throughline with is_template true allow_connections false");
  await client.end();

  process.env.THROUGHLINE_TEST_POSTGRES = postgres.url;
  return async () => {
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  };
}

/** Keys that tests seal with. A server that starts on a test's database adds its own. */
async function knowTestKeys(url: string): Promise<void> {
  const client = await connectDatabase(url);
  await client.query("insert into encryption_keys (id, state) values ('test', 'retiring'), ('k1', 'retiring')");
  await client.end();
}
