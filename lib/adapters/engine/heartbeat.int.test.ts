import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createHeartbeat } from "./heartbeat.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // What has been renewed while this thread was blocked can only be seen afterwards.
  await pool.query(`
    create table beats (id text, at timestamptz);
    create function note_beat() returns trigger language plpgsql as $$
    begin insert into beats values (new.id, clock_timestamp()); return new; end $$;
    create trigger beat after insert or update on executors for each row execute function note_beat()`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const failures: unknown[] = [];
const create = (executorId: string, wedgedMs: number) =>
  createHeartbeat({
    databaseUrl: database.url,
    executorId,
    role: "all",
    beatMs: 100,
    leaseMs: 3_000,
    wedgedMs,
    onError: (message, error) => void failures.push(message, error),
  });

/** Nothing else happens on this event loop; gives when it began and ended. */
function block(ms: number): [Date, Date] {
  const begun = new Date();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  return [begun, new Date()];
}
const beats = async (id: string, [from, to]: [Date, Date]): Promise<number> =>
  (await pool.query("select count(*)::int as n from beats where id = $1 and at > $2 and at < $3", [id, from, to]))
    .rows[0].n;
const isLeased = async (id: string): Promise<boolean> =>
  (await pool.query("select leased_until > now() as leased from executors where id = $1", [id])).rows[0].leased;

test("a busy event loop does not starve it, and what ends in order gives its lease back at once", async () => {
  const id = randomUUID();
  const heartbeat = create(id, 60_000);
  await heartbeat.start();
  expect(await beats(id, block(4_000))).toBeGreaterThan(5);
  expect(await isLeased(id)).toBe(true);
  await heartbeat.end();
  expect(await isLeased(id)).toBe(false);
  expect(failures).toEqual([]);
});

test("a wedged process is let go, and beats again when its loop turns again", async () => {
  const id = randomUUID();
  const heartbeat = create(id, 500);
  await heartbeat.start();
  const [begun, ended] = block(3_000);
  expect(await beats(id, [new Date(begun.getTime() + 2_000), ended])).toBe(0);
  await expect.poll(() => beats(id, [ended, new Date()])).toBeGreaterThan(0);
  await heartbeat.end();
});

test("a lost connection is made again", async () => {
  const id = randomUUID();
  const heartbeat = create(id, 60_000);
  await heartbeat.start();
  await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'throughline-lease' and datname = current_database()",
  );
  const cut = new Date();
  await expect.poll(() => beats(id, [cut, new Date()])).toBeGreaterThan(1);
  await heartbeat.end();
});
