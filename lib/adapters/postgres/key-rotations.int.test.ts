import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#lib/server/new-id.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { endRotation, offerKey, readRotationStatus, whileRotating } from "./key-rotations.ts";

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 5 });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(() => pool.query("delete from key_rotations"));

/** A rotation that has begun and waits to be told to end. */
async function begin(): Promise<{ end(): Promise<void> }> {
  const [begun, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const at = new Date().toISOString();
  const over = whileRotating(pool, async () => {
    const id = newId();
    await offerKey(pool, { id, newKey: `k${id}`, actor: "system:test", at, audit: null });
    begun.resolve();
    await told.promise;
    await endRotation(pool, id, at);
  });
  await begun.promise;
  return {
    async end() {
      told.resolve();
      await over;
      // The lock goes with its connection, a moment after it is closed here.
      while ((await pool.query(LOCKED)).rowCount);
    },
  };
}

const LOCKED = `select from pg_locks join pg_database d on d.oid = database
  where locktype = 'advisory' and datname = current_database()`;

type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResult>;

/** The pool, with something that happens once between the look at the rotation and the look at its lock, whichever comes first. */
function withBetween(happen: () => Promise<void>): pg.Pool {
  let first: Promise<unknown> | undefined;
  const query: Query = async (text, values) => {
    const look = () => pool.query(text, values);
    if (!/pg_locks|from key_rotations/.test(text)) return look();
    if (first) {
      await first;
      return look();
    }
    const answer = look();
    first = answer.then(happen);
    return answer;
  };
  return { query } as unknown as pg.Pool;
}

describe("the state of a rotation", () => {
  test("that ends while it is read is under way or ended, never broken off", async () => {
    const { end } = await begin();
    const { running, last } = await readRotationStatus(withBetween(end));
    expect([running, last?.endedAt]).not.toEqual([false, null]);
    expect(await readRotationStatus(pool)).toMatchObject({ running: false, last: { phase: "ended" } });
  });

  test("that begins while it is read is none yet or under way, never broken off", async () => {
    let begun: Awaited<ReturnType<typeof begin>> | undefined;
    const status = await readRotationStatus(
      withBetween(async () => {
        begun = await begin();
      }),
    );
    expect(status).toMatchObject({ running: true, last: { phase: "offering" } });
    await begun?.end();
  });

  test("whose process was killed is broken off", async () => {
    await offerKey(pool, { id: newId(), newKey: "k1", actor: "x", at: new Date().toISOString(), audit: null });
    expect(await readRotationStatus(pool)).toMatchObject({ running: false, last: { endedAt: null } });
  });
});
