import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectDatabase } from "#lib/server/database.ts";
import { countMissing, type Migration, migrate, readMigrations } from "#lib/server/migrate.ts";
import { createEmptyDatabase, type TestDatabase } from "#lib/testing/database.ts";

const migration = (name: string, sql: string): Migration => ({ name, sql, checksum: `checksum of ${name}` });
const first = migration("1_first", "create table people (name text)");
const second = migration("2_second", "alter table people add age int; create index on people (age)");

describe("migrations", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  async function query(sql: string) {
    const client = await connectDatabase(database.url);
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  test("missing ones are applied in order, once", async () => {
    expect(await migrate(database.url, [first])).toEqual(["1_first"]);
    expect(await migrate(database.url, [first, second])).toEqual(["2_second"]);
    expect(await migrate(database.url, [first, second])).toEqual([]);
    const client = await connectDatabase(database.url);
    expect(await countMissing(client, [first, second, migration("3_third", "")])).toBe(1);
    await client.end();
  });

  test("processes that start at once apply each one once", async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url, [first, second])));
    expect(all.flat().sort()).toEqual(["1_first", "2_second"]);
  });

  test("a failing one leaves the database as it was and says why", async () => {
    const broken = migration("2_broken", "alter table people add age int; insert into nowhere values (1)");
    const problem = migrate(database.url, [first, broken]);
    await expect(problem).rejects.toThrow(
      'Migration 2_broken failed (relation "nowhere" does not exist): the database is as it was before it.',
    );
    expect(await query("select column_name from information_schema.columns where table_name = 'people'")).toHaveLength(
      1,
    );
    expect(await migrate(database.url, [first, second])).toEqual(["2_second"]);
  });

  test("one that was changed after it was applied is refused", async () => {
    await migrate(database.url, [first]);
    const changed = { ...first, checksum: "another" };
    await expect(migrate(database.url, [changed])).rejects.toThrow(/^Migration 1_first was changed after/);
  });

  test("the rows are those of Prisma's own CLI: name, SHA-256 of the file, finished, one step", async () => {
    const migrations = await readMigrations();
    await migrate(database.url, migrations);
    const rows = await query(
      "select migration_name, checksum, finished_at >= started_at as finished, applied_steps_count, rolled_back_at from _prisma_migrations order by 1",
    );
    expect(rows).toEqual(
      migrations.map(({ name, checksum }) => ({
        migration_name: name,
        checksum,
        finished: true,
        applied_steps_count: 1,
        rolled_back_at: null,
      })),
    );
    expect(migrations.every(({ checksum }) => /^[0-9a-f]{64}$/.test(checksum))).toBe(true);
  });
});
