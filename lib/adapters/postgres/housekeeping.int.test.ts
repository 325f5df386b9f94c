import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { keepHouse } from "./housekeeping.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("what has had its time goes, and only that", async () => {
  const [workspaceId, userId] = [randomUUID(), randomUUID()];
  await pool.query("insert into workspaces (id, name) values ($1, 'Test')", [workspaceId]);
  await pool.query("insert into users (id, email, name, password_hash) values ($1, 'a@example.org', 'Ada', '-')", [
    userId,
  ]);
  for (const [name, age] of [
    ["new", "1 hour"],
    ["old", "25 hours"],
  ]) {
    await pool.query(
      `insert into idempotency_keys (workspace_id, user_id, key, request_hash, created_at)
       values ($1, $2, $3, '-', now() - $4::interval)`,
      [workspaceId, userId, name, age],
    );
    await pool.query(
      "insert into attempt_counts (key, count, until) values ($1, 1, now() + '2 hours' - $2::interval)",
      [name, age],
    );
    await pool.query(
      `insert into account_tokens (hash, user_id, purpose, expires_at)
       values ($1, $2, 'password-reset', now() - $3::interval)`,
      [name, userId, age],
    );
    await pool.query(
      "insert into auth_sessions (id, user_id, user_agent, expires_at) values ($1, $2, $3, now() - $4::interval)",
      [randomUUID(), userId, name, age],
    );
  }
  await keepHouse(pool);
  const { rows } = await pool.query(
    `select key as name from idempotency_keys union all select key from attempt_counts union all select hash from account_tokens
     union all select user_agent from auth_sessions`,
  );
  expect(rows).toEqual(Array(4).fill({ name: "new" }));
});

test("a limit whose window has ended goes, unless somebody takes from it now", async () => {
  const put = (key: string, ago: string) =>
    pool.query("insert into rate_limits values ($1, 1, 1, now() - $2::interval)", [key, ago]);
  await put("current", "-1 minute");
  await put("ended", "1 second");
  await put("taken", "1 second");
  const taker = new pg.Client({ connectionString: database.url });
  await taker.connect();
  await taker.query("begin");
  await taker.query("select from rate_limits where key = 'taken' for update");
  await keepHouse(pool);
  await taker.end();
  const { rows } = await pool.query("select key from rate_limits order by key");
  expect(rows).toEqual([{ key: "current" }, { key: "taken" }]);
});

describe("live text", () => {
  /** A turn whose conversation does not matter here, and its text. */
  const turn = async (status: string, rows: number, endedAgo: string | null = null): Promise<string> => {
    const id = randomUUID();
    await pool.query("set session_replication_role = replica"); // what it refers to does not matter either
    await pool.query(
      `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, status, accepted_at, ended_at)
       values ($1, $1, $1, $1, $1, 'guide', $1, $1, $2, now(), now() - $3::interval)`,
      [id, status, endedAgo],
    );
    await pool.query("set session_replication_role = default");
    await pool.query(
      "insert into deltas (turn_id, epoch, part, kind, start, text) select $1, 1, 0, 'text', n, 'some text' from generate_series(1, $2) n",
      [id, rows],
    );
    return id;
  };
  const left = async (): Promise<string[]> =>
    (await pool.query("select turn_id from deltas group by 1")).rows.map((row) => row.turn_id).toSorted();

  beforeEach(async () => {
    await pool.query("truncate turns, deltas cascade");
  });

  test("stays while its turn runs or has just ended, and goes with a question that waits, an end and a deleted session", async () => {
    const kept = [await turn("accepted", 1), await turn("running", 3), await turn("completed", 3, "10 seconds")];
    await turn("suspended", 3);
    for (const status of ["completed", "failed", "stopped"]) await turn(status, 3, "1 minute");
    const deleted = await turn("running", 3);
    await pool.query("delete from turns where id = $1", [deleted]);
    await keepHouse(pool);
    expect(await left()).toEqual(kept.toSorted());
  });

  test("goes page by page, so that a pass that is cut off has done what it has done", async () => {
    await turn("completed", 25_000, "1 minute");
    const running = await turn("running", 5);
    await turn("completed", 25_000, "1 minute");
    let statements = 0;
    const cutOff: Pick<pg.Pool, "query"> = {
      query: ((...args: [pg.QueryConfig]) => {
        if (++statements > 2) throw new Error("The process goes.");
        return pool.query(...args);
      }) as pg.Pool["query"],
    };
    await expect(keepHouse(cutOff)).rejects.toThrow("The process goes.");
    expect((await pool.query("select count(*)::int as n from deltas")).rows).toEqual([{ n: 48_005 }]);
    await keepHouse(pool);
    expect(await left()).toEqual([running]);
  });

  test("takes no more room after many turns than after a few", async () => {
    const size = async (): Promise<number> =>
      (await pool.query("select pg_total_relation_size('deltas')::int as size")).rows[0].size;
    const round = async (): Promise<number> => {
      for (let i = 0; i < 20; i++) await turn("completed", 500, "1 minute");
      await keepHouse(pool);
      await pool.query("vacuum deltas"); // as autovacuum does by itself
      return size();
    };
    await round();
    const early = await round();
    for (let i = 0; i < 6; i++) await round();
    expect(await round()).toBeLessThan(1.2 * early);
    expect(await left()).toEqual([]);
  });
});
