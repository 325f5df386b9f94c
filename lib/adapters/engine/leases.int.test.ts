import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createLeases } from "./leases.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A process beside one whose lease has lapsed; `look` gives those that it takes for dead. */
async function arrange() {
  const [executorId, other] = [randomUUID(), randomUUID()];
  const dead: string[] = [];
  const leases = createLeases({
    pool,
    databaseUrl: database.url,
    executorId,
    role: "all",
    onDead: async (ids) => void dead.push(...ids),
    onError: (_message, error) => {
      throw error;
    },
  });
  await pool.query("delete from executors");
  await pool.query("insert into executors (id, role, leased_until) values ($1, 'all', now() - interval '1 second')", [
    other,
  ]);
  const own = (leasedUntil: string, resumedAt: string | null) =>
    pool.query(
      `insert into executors (id, role, leased_until, resumed_at)
       values ($1, 'all', now() + $2::interval, now() + $3::interval)
       on conflict (id) do update set leased_until = excluded.leased_until, resumed_at = excluded.resumed_at`,
      [executorId, leasedUntil, resumedAt],
    );
  const look = async (): Promise<string[]> => {
    dead.length = 0;
    await leases.sweep();
    return [...dead];
  };
  const left = async () => (await pool.query("select id from executors where id = $1", [other])).rows.length;
  return { leases, executorId, other, own, look, left };
}

test("work of a process whose lease has lapsed is taken, and its row goes after that", async () => {
  const { own, look, left, other } = await arrange();
  await own("1 minute", null);
  expect(await look()).toEqual([other]);
  expect(await left()).toBe(0);
  expect(await look()).toEqual([]);
});

test("after a time without the database nobody is taken for dead before everybody could come back", async () => {
  const { own, look, left, other } = await arrange();
  await own("-1 second", null);
  expect(await look()).toEqual([]);
  await own("1 minute", "0 seconds");
  expect(await look()).toEqual([]);
  expect(await left()).toBe(1);
  await own("1 minute", "-1 minute");
  expect(await look()).toEqual([other]);
});

test("a lease that is taken up again says so", async () => {
  const { leases, executorId, own } = await arrange();
  const resumed = async () =>
    (await pool.query("select resumed_at is not null as resumed from executors where id = $1", [executorId])).rows[0]
      .resumed;
  await leases.start();
  expect(await resumed()).toBe(false);
  await own("-1 second", null);
  await expect.poll(resumed, { timeout: 60_000 }).toBe(true);
  await leases.release();
});
