import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { type AgentTurns, createAgentTurns } from "./agent-turns.ts";
import { createBus } from "./bus.ts";

const KEY = "ada:guide";

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await database.drop();
});

/** A process of its own, as far as turns go: its connections, its line to the others. */
async function process({ max = 8, patienceMs = 60_000 } = {}) {
  const pool = new pg.Pool({ connectionString: database.url, max });
  const bus = createBus({ databaseUrl: database.url, executorId: randomUUID(), pool, onError: () => {} });
  await bus.start();
  const hurry = vi.fn();
  closing.push(async () => {
    await bus.close();
    if (!pool.ended) await pool.end();
  });
  return { pool, hurry, turns: createAgentTurns(pool, { notices: bus, hurry, patienceMs }), heard: heardBy(bus) };
}

/** Resolves when that process has heard of an agent that several write to. */
function heardBy(bus: ReturnType<typeof createBus>) {
  const told = Promise.withResolvers<void>();
  bus.subscribe("agent-shared", () => told.resolve());
  return told.promise;
}

const conflict = () => Promise.reject(new DomainError("version_conflict", "Somebody was first."));
const lose = (turns: AgentTurns) => expect(turns.inTurn(KEY, conflict)).rejects.toThrow("Somebody was first.");

/** Work that is under way until it is let go. */
function working(turns: AgentTurns, key = KEY) {
  const [begun, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const done = turns.inTurn(key, () => {
    begun.resolve();
    return leave.promise;
  });
  return { begun: begun.promise, leave: leave.resolve, done };
}

/** Backends of this test's database that have such a lock or wait for it. */
async function lockers(pool: pg.Pool, are: "granted" | "not granted"): Promise<number[]> {
  const { rows } = await pool.query<{
    pid: number;
  }>(`select l.pid from pg_locks l join pg_database d on d.oid = l.database
    where d.datname = current_database() and l.locktype = 'advisory' and ${are}`);
  return rows.map(({ pid }) => pid);
}

test("two processes that have not met do not wait for each other", async () => {
  const [here, there] = [await process(), await process()];
  const [one, other] = [working(here.turns), working(there.turns)];
  await Promise.all([one.begun, other.begun]);
  one.leave();
  other.leave();
  await Promise.all([one.done, other.done]);
});

test("once one of them has lost a race, both take turns, each with all that waits there", async () => {
  const [here, there] = [await process(), await process()];
  await lose(here.turns);
  await there.heard;
  const log: string[] = [];
  let busy = 0;
  const work = (name: string) => async () => {
    expect(++busy).toBe(1);
    log.push(name);
    await new Promise(setImmediate);
    busy--;
  };
  await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      n % 2 ? there.turns.inTurn(KEY, work("there")) : here.turns.inTurn(KEY, work("here")),
    ),
  );
  expect(log.filter((name) => name === "here")).toHaveLength(20);
  expect(log.filter((name) => name === "there")).toHaveLength(20);
  const changes = log.filter((name, index) => index > 0 && name !== log[index - 1]).length;
  expect(changes).toBeLessThan(20);
});

test("a turn ends when what was handed to the store is there, which is told to hurry", async () => {
  const [here, there] = [await process(), await process()];
  await lose(here.turns);
  await there.heard;
  const commit = Promise.withResolvers<void>();
  const log: string[] = [];
  const first = here.turns.inTurn(KEY, async () => here.turns.committing(KEY, commit.promise));
  await vi.waitFor(() => expect(here.hurry).toHaveBeenCalledOnce());
  const second = there.turns.inTurn(KEY, async () => log.push("there"));
  await vi.waitFor(async () => expect(await lockers(there.pool, "not granted")).toHaveLength(1));
  log.push("committed");
  commit.resolve();
  await Promise.all([first, second]);
  expect(log).toEqual(["committed", "there"]);
});

test("an append that loses its race after the turn has it shared as well", async () => {
  const { turns, heard } = await process();
  turns.committing(KEY, conflict());
  await heard;
});

test("a process that is frozen in its turn does not hold the others up", async () => {
  const [frozen, other] = [await process(), await process({ patienceMs: 50 })];
  await lose(frozen.turns);
  await other.heard;
  const stuck = working(frozen.turns);
  await stuck.begun;
  expect(await other.turns.inTurn(KEY, async () => "went on")).toBe("went on");
  stuck.leave();
  await stuck.done;
});

test("a turn goes with its process", async () => {
  const [gone, other] = [await process(), await process()];
  await lose(gone.turns);
  await other.heard;
  const stuck = working(gone.turns);
  await stuck.begun;
  const next = other.turns.inTurn(KEY, async () => "next");
  await vi.waitFor(async () => expect(await lockers(other.pool, "not granted")).toHaveLength(1));
  await other.pool.query("select pg_terminate_backend($1)", await lockers(other.pool, "granted"));
  expect(await next).toBe("next");
  stuck.leave();
  await stuck.done;
});

test.each([3, 8])("of %i connections none is to spare: everybody goes on as they did", async (max) => {
  const { pool, turns } = await process({ max });
  await lose(turns);
  const others = await Promise.all(Array.from({ length: max }, () => pool.connect()));
  expect(await turns.inTurn(KEY, async () => "went on")).toBe("went on");
  for (const one of others) one.release();
});

test("agents do not wait for each other, and no more of them have turns than leave connections for their commits", async () => {
  const { pool, turns } = await process({ max: 8 });
  const keys = Array.from({ length: 12 }, (_, n) => `ada:agent-${n}`);
  for (const key of keys) await expect(turns.inTurn(key, conflict)).rejects.toThrow();
  await vi.waitFor(() => expect(pool.idleCount).toBe(pool.totalCount));
  const all = keys.map((key) => working(turns, key));
  await Promise.all(all.map((one) => one.begun));
  expect(await lockers(pool, "granted")).toHaveLength(2);
  for (const one of all) one.leave();
  await Promise.all(all.map((one) => one.done));
});
