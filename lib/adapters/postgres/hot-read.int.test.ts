import type { QueryConfig } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createHotRead } from "./hot-read.ts";
import { createPool } from "./pool.ts";
import { object, statement } from "./read-sql.ts";

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("what is asked at once shares statements; each gets its own answer, or null", async () => {
  let statements = 0;
  const query = (asked: QueryConfig) => {
    statements++;
    return pool.query(asked);
  };
  const EVEN = statement("even", object({ n: "n", of: "$2::text" }), "from generate_series(0, 100, 2) n where n = $1");
  const even = createHotRead<{ n: number; of: string }>({ query } as never, EVEN, ["int", "text"]);
  expect(await even([4, "alone"])).toEqual({ n: 4, of: "alone" });
  const numbers = Array.from({ length: 50 }, (_, n) => n);
  const answers = await Promise.all(numbers.map((n) => even([n, `"${n}"`])));
  expect(answers).toEqual(numbers.map((n) => (n % 2 ? null : { n, of: `"${n}"` })));
  expect(statements).toBeLessThan(4);
});

test("what PostgreSQL cannot hold names nothing, and fails nobody who asks at the same time", async () => {
  const NAMED = statement("named", object({ name: "$1::text" }), "");
  const named = createHotRead<{ name: string }>(pool, NAMED, ["text"]);
  const answers = await Promise.all(["a\0", "b", "\ud800"].map((name) => named([name])));
  expect(answers).toEqual([null, { name: "b" }, null]);
});
