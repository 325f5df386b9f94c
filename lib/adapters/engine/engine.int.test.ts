import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { createEngine, type DurableEngine, type EngineOptions } from "./engine.ts";
import { forgetEnded, restartOrphans } from "./upkeep.ts";

let world: TurnWorld;
type Process = Awaited<ReturnType<TurnWorld["createProcess"]>>;
/** The one whose engine runs, and one that only accepts. */
let process: Process;
let elsewhere: Process;
let engine: DurableEngine;
const stopping = new AbortController();
const heard: ((key: string) => void)[] = [];
const notices: EngineOptions["notices"] = {
  publish() {},
  subscribe(_topic, onKey) {
    heard.push(onKey);
    return { close() {} };
  },
};
const faults: unknown[] = [];
const ran: { runId: string; segment: number }[] = [];

beforeAll(async () => {
  world = await createTurnWorld();
  [process, elsewhere] = [await world.createProcess(), await world.createProcess()];
  engine = createEngine({
    pool: world.pool,
    databaseUrl: world.url,
    executorId: process.executorId,
    role: "all",
    taking: process.taken,
    notices,
    runTurn: async (turnId) => void (await process.run(turnId, createScriptedModel([["Hello."]]).model)),
    runWorkflow: async (runId, segment) => {
      ran.push({ runId, segment });
      await world.pool.query("update workflow_runs set status = 'completed' where id = $1", [runId]);
    },
    writeMemory: async () => {},
    turnStop: (turnId) => process.ports.turns.stopSignal(turnId),
    runCancel: () => ({ signal: new AbortController().signal, dispose() {} }),
    stopping: stopping.signal,
    expireQuestions: async () => {},
    resumePaused: async () => {},
    housekeeping: async () => {},
    onError: (message, error) => void faults.push(message, error),
  });
  await engine.launch();
});
afterAll(async () => {
  stopping.abort();
  await engine.close();
  await world.close();
  expect(faults).toEqual([]);
});

const ended = (asked: Awaited<ReturnType<TurnWorld["ask"]>>) =>
  expect.poll(async () => (await world.look(asked)).message.status, { timeout: 60_000 }).toBe("complete");

test.each([
  ["here", () => process],
  ["elsewhere", () => elsewhere],
])("a turn that was accepted %s is started directly, however often it is asked for", async (_where, accepting) => {
  const asked = await world.ask(accepting());
  for (let i = 0; i < 5; i++) engine.startTurn(asked.turnId, 0);
  await ended(asked);
  engine.startTurn(asked.turnId, 0);
  const next = await world.ask(accepting());
  engine.startTurn(next.turnId, 0);
  await ended(next);
  expect((await world.look(asked)).own).toEqual(["turn.started", "turn.completed"]);
});

test("a turn that nobody has started is found by the sweep", async () => {
  const asked = await world.ask(elsewhere);
  await ended(asked);
});

test("a turn that is accepted here runs here from its acceptance on", async () => {
  const asked = await world.ask(process);
  engine.startTurn(asked.turnId, 0);
  await ended(asked);
  const { facts, message } = await world.look(asked);
  const started = facts.filter((fact) => fact.type === "turn.started");
  expect(started[0]).toMatchObject({ epoch: 1, at: message.createdAt });
});

test("one that was accepted here in a commit whose answer was lost is found by the sweep", async () => {
  const asked = await world.ask(process);
  process.taken.forget(asked.turnId);
  await ended(asked);
  const { facts } = await world.look(asked);
  expect(facts.flatMap((fact) => (fact.type === "turn.started" ? fact.epoch : []))).toEqual([1, 2]);
});

test("a running turn whose process is gone, and of which the engine holds nothing, starts again", async () => {
  const lost = await world.createProcess("before settle 1");
  const asked = await world.ask(lost);
  expect(await lost.run(asked.turnId, createScriptedModel([["Lost."]]).model)).toBe(false);
  await restartOrphans(world.pool); // it may only be slow
  expect((await world.look(asked)).message.status).toBe("streaming");
  await world.pool.query("update turns set started_at = now() - interval '1 minute' where id = $1", [asked.turnId]);
  await restartOrphans(world.pool);
  await ended(asked);
  expect((await world.look(asked)).message.parts).toEqual([{ type: "text", text: "Hello." }]);
});

test("so does a run", async () => {
  const [runId, owner] = [randomUUID(), await world.person()];
  await world.pool.query(
    `insert into workflow_runs (id, workspace_id, session_id, user_id, type, orchestrator, status, params, created_at, started_at, executor_id)
     values ($1, $2, $3, $4, 'test', 'Test', 'running', '{}', now(), now() - interval '1 minute', 'gone')`,
    [runId, owner.workspaceId, await world.session(owner), owner.userId],
  );
  await restartOrphans(world.pool);
  await expect.poll(() => ran, { timeout: 60_000 }).toEqual([{ runId, segment: 1 }]);
});

test("what another process has accepted is taken when it tells of it", async () => {
  const asked = await world.ask(elsewhere);
  for (const hear of heard) hear(JSON.stringify([["turn", asked.turnId, 0]]));
  await ended(asked);
});

test("one whose process lives is left alone", async () => {
  const asked = await world.ask(elsewhere);
  await ended(asked);
  const lease = "insert into executors (id, role, leased_until) values ('other', 'all', now() + interval '1 minute')";
  await world.pool.query(lease);
  await world.pool.query(
    "update turns set status = 'running', started_at = now() - interval '1 hour', executor_id = 'other' where id = $1",
    [asked.turnId],
  );
  await restartOrphans(world.pool);
  const { rows } = await world.pool.query("select status, segment from turns where id = $1", [asked.turnId]);
  expect(rows).toEqual([{ status: "running", segment: 0 }]);
});

test("the engine forgets what has ended", async () => {
  const count = async () =>
    Number(
      (await world.pool.query("select count(*) from dbos.workflow_status where status = 'SUCCESS'")).rows[0].count,
    );
  const before = await count();
  engine.startRun(randomUUID(), 0);
  await expect.poll(count).toBe(before + 1);
  await forgetEnded();
  expect(await count()).toBe(before + 1);
  await forgetEnded(-1_000);
  expect(await count()).toBe(0);
});

test("a process that leaves takes nothing more, and says at once that it is leaving", async () => {
  const leaving = engine.drain(AbortSignal.timeout(10_000));
  expect(engine.draining).toBe(true);
  await leaving;
  const asked = await world.ask(process);
  const { rows } = await world.pool.query("select status, executor_id from turns where id = $1", [asked.turnId]);
  expect(rows).toEqual([{ status: "accepted", executor_id: null }]);
});
