import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { connectDatabase } from "#lib/server/database.ts";
import { log } from "#lib/server/log.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

export type Migration = { name: string; sql: string; checksum: string };

/** The lock that Prisma's own CLI takes, so that the two never migrate at once. */
const lockId = 72707369;

/** Prisma's table, letter by letter: `prisma migrate status` understands what we applied. */
const table = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/** The migrations of this version, oldest first, each with Prisma's checksum (SHA-256 of its file). */
export async function readMigrations(folder = join(projectRoot, "prisma", "migrations")): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Applies what is missing, each migration in a transaction of its own, under a lock that lets several processes start
 * at once.
 *
 * @returns the names that were applied.
 * @throws StartError when one fails (the database is then as before it) or when an applied one was changed afterwards.
 */
export async function migrate(url: string, migrations: Migration[]): Promise<string[]> {
  const client = await connectDatabase(url);
  try {
    await client.query("select pg_advisory_lock($1)", [lockId]);
    const missing = await findMissing(client, migrations);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end(); // the lock goes with its connection
  }
}

/** Whether every migration of this version is in the database, for the readiness check. */
export async function countMissing(client: pg.ClientBase | pg.Pool, migrations: Migration[]): Promise<number> {
  const applied = await readApplied(client);
  return migrations.filter(({ name }) => !applied.has(name)).length;
}

async function findMissing(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const applied = await readApplied(client);
  const changed = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (changed) {
    throw new StartError(
      `Migration ${changed.name} was changed after it had been applied to this database: restore the file, and put the change into a new migration.`,
    );
  }
  const unknown = [...applied.keys()].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) log.warn("The database has migrations of a newer version", { unknown });
  return migrations.filter(({ name }) => !applied.has(name));
}

/** Name and checksum of each applied migration; none in a fresh database. */
async function readApplied(client: pg.ClientBase | pg.Pool): Promise<Map<string, string>> {
  const there = await client.query("select to_regclass('_prisma_migrations') is not null as there");
  if (!there.rows[0].there) return new Map();
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("begin");
    await client.query(table);
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw new StartError(`Migration ${name} failed (${messageOf(error)}): the database is as it was before it.`);
  }
}
