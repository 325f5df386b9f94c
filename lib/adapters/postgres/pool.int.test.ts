import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createPool } from "./pool.ts";

let database: TestDatabase;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ connectionString: database.url, max: 1 });
  pool.on("error", () => {});
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const backend = async (): Promise<number> => (await pool.query("select pg_backend_pid() as pid")).rows[0].pid;

describe("the pool", () => {
  it("keeps a connection whose statement was refused, with what it has prepared", async () => {
    const before = await backend();
    const statement = { name: "prepared", text: "select 1 as one" };
    await pool.query(statement);
    await expect(pool.query("select 1 / 0")).rejects.toMatchObject({ code: "22012" });
    expect(await backend()).toBe(before);
    const { rows } = await pool.query("select count(*)::int as n from pg_prepared_statements where name = 'prepared'");
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("replaces a connection that was lost, and the one who asked hears of it", async () => {
    const before = await backend();
    await expect(pool.query("select pg_terminate_backend(pg_backend_pid())")).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(await backend()).not.toBe(before);
  });
});
