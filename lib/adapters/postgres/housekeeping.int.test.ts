import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { keepHouse } from "./housekeeping.ts";

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
    await pool.query("insert into sign_in_attempts (account, address, at) values ($1, '-', now() - $2::interval)", [
      name,
      age,
    ]);
    await pool.query(
      "insert into auth_sessions (id, user_id, user_agent, expires_at) values ($1, $2, $3, now() - $4::interval)",
      [randomUUID(), userId, name, age],
    );
  }
  await keepHouse(pool);
  const { rows } = await pool.query(
    `select key as name from idempotency_keys union all select account from sign_in_attempts
     union all select user_agent from auth_sessions`,
  );
  expect(rows).toEqual([{ name: "new" }, { name: "new" }, { name: "new" }]);
});
