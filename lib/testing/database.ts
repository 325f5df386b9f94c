import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import type pg from "pg";
import { connectDatabase } from "#lib/server/database.ts";
import { codeOf } from "#lib/server/start-error.ts";

export type TestDatabase = { url: string; drop(): Promise<void> };

/** A fresh, migrated database of its own on the run's PostgreSQL (`*.int.test.ts` only). About 30 ms. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase("template template_throughline");
}

/** An empty database without our migrations, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase("");
}

/** Resolves once a statement of this database with these words waits for a lock. */
export async function waitForLock(pool: pg.Pool, words: string): Promise<void> {
  const waiting = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and position($1 in query) > 0`;
  while ((await pool.query(waiting, [words])).rowCount === 0) await turn();
}

async function createDatabase(clause: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(`create database ${name} ${clause}`);
  const url = new URL(server());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(name) };
}

/** PostgreSQL itself waits some seconds for connections that are just closing; one that nobody closed is ended. */
async function drop(name: string): Promise<void> {
  try {
    await administer(`drop database if exists ${name}`);
  } catch (error) {
    if (codeOf(error) !== "55006") throw error;
    await administer(`drop database if exists ${name} with (force)`);
  }
}

function server(): string {
  const url = process.env.THROUGHLINE_TEST_POSTGRES;
  if (!url) throw new Error("No test PostgreSQL: name the file *.int.test.ts, and run it through vitest.");
  return url;
}

async function administer(sql: string): Promise<void> {
  const maintenance = new URL(server());
  maintenance.pathname = "/postgres";
  const client = await connectDatabase(maintenance.href);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
