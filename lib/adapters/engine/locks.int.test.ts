import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { oneAtATime, unlessAnother } from "./locks.ts";

let database: TestDatabase;
let pools: [pg.Pool, pg.Pool];
beforeAll(async () => {
  database = await createTestDatabase();
  const create = () => new pg.Pool({ connectionString: database.url, max: 1 });
  pools = [create(), create()];
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

test("what one process is at, another leaves alone, and does when that one has ended", async () => {
  const [one, other] = pools;
  const done: string[] = [];
  await unlessAnother(one, async () => {
    done.push("one");
    await unlessAnother(other, async () => void done.push("other"));
  });
  // PostgreSQL notices a moment later that a connection was closed.
  const later = () => unlessAnother(other, async () => void done.push("later")).then(() => done);
  await expect.poll(later).toEqual(["one", "later"]);
});

test("launches wait for each other, also after one has failed", async () => {
  let within = 0;
  const launch = async (): Promise<void> => {
    within += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(within).toBe(1);
    within -= 1;
    throw new Error("It failed.");
  };
  const launches = await Promise.allSettled(pools.map((pool) => oneAtATime(pool, launch)));
  expect(launches.map((one) => one.status === "rejected" && one.reason.message)).toEqual(["It failed.", "It failed."]);
});
