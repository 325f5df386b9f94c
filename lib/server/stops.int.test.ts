import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { connectDatabase } from "#lib/server/database.ts";
import { type ApiClient, createApiClient, type Follower } from "#lib/testing/api-client.ts";
import { startEndlessModel } from "#lib/testing/endless-model.ts";
import { createCluster } from "#lib/testing/house.ts";
import type { TestServer } from "#lib/testing/server.ts";

const TIMEOUT = 120_000;
const ENV = { OUTBOUND_ALLOW: "127.0.0.1" };

/** A process that runs turns, and one that only serves: a stop is asked of the latter. */
let cluster: Awaited<ReturnType<typeof createCluster>>;
let runner: TestServer;
let web: TestServer;
let apiKey: string;
let there: ApiClient;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  cluster = await createCluster({ onTestFinished: (undo) => void closers.push(undo) });
  [runner, web] = await Promise.all([cluster.start(ENV), cluster.start({ ...ENV, THROUGHLINE_ROLE: "web" })]);
  apiKey = await cluster.createUser();
  there = createApiClient(web.origin, apiKey, "guide");
}, TIMEOUT);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

/** A model that never ends by itself is the workspace's from now on, and somebody has asked something. */
async function ask(how?: Parameters<typeof startEndlessModel>[0], origin = runner.origin) {
  const model = await startEndlessModel(how);
  closers.push(model.close);
  await there.post("/api/llm-configs", model.config);
  const sessionId = await there.createSession();
  const reader = await there.follow(sessionId);
  const { turnId } = await createApiClient(origin, apiKey, "guide").send(sessionId, "Write.");
  return { model, sessionId, reader, turnId, stop: () => there.stop(sessionId, turnId) };
}

/** The answer is marked as stopped, and keeps exactly what was shown. */
async function expectStopped({ reader, sessionId, turnId }: { reader: Follower; sessionId: string; turnId: string }) {
  await reader.untilEnd(turnId);
  expect(reader.entries.at(-1)?.type).toBe("turn.stopped");
  const answer = (await there.messages(sessionId)).find((one) => one.id === turnId);
  expect(answer).toMatchObject({ status: "stopped", text: reader.text(turnId) });
}

test("a stop at another process ends the request to the model, and what was written stays", {
  timeout: TIMEOUT,
}, async () => {
  const asked = await ask();
  await asked.reader.until((now) => now.text(asked.turnId).includes("word20"));
  await asked.stop();
  await asked.model.left();
  await expectStopped(asked);
  expect(asked.reader.text(asked.turnId)).toContain("word20");
  expect(asked.model.count()).toBe(1);
});

test("a stop from a socket of another process does the same", { timeout: TIMEOUT }, async () => {
  const asked = await ask();
  await asked.reader.until((now) => now.text(asked.turnId).includes("word5"));
  const headers = { authorization: `Bearer ${apiKey}` };
  const socket = new WebSocket(`${web.origin.replace("http", "ws")}/ws/ai-stream`, { headers });
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  socket.send(JSON.stringify({ type: "stop", sessionId: asked.sessionId, turnId: asked.turnId }));
  await asked.model.left();
  await expectStopped(asked);
  socket.terminate();
});

test("a stop does not wait for the pause before the model is asked again", { timeout: TIMEOUT }, async () => {
  const asked = await ask("is overloaded");
  await asked.model.asked;
  const began = performance.now();
  await asked.stop();
  await expectStopped(asked);
  expect(performance.now() - began, "the pause is of 30 s").toBeLessThan(25_000);
  expect(asked.model.count()).toBe(1);
});

test("a stop of a turn whose process has just gone does not wait for its lease, and it finds its turn ended when it is back", {
  timeout: TIMEOUT,
}, async () => {
  const other = await cluster.start({ ...ENV, THROUGHLINE_ROLE: "worker" });
  const database = await connectDatabase(cluster.databaseUrl);
  closers.push(() => database.end());
  const asked = await ask();
  await asked.reader.until((now) => now.text(asked.turnId).includes("word20"));
  process.kill(runner.pid, "SIGSTOP");
  try {
    const lease = await database.query("select leased_until from executors where id like $1", [`%-${runner.pid}-%`]);
    await asked.stop();
    await expectStopped(asked);
    const { rows } = await database.query(`select ended_at < $2 as "inTime" from turns where id = $1`, [
      asked.turnId,
      lease.rows[0].leased_until,
    ]);
    expect(rows).toEqual([{ inTime: true }]);
  } finally {
    process.kill(runner.pid, "SIGCONT");
  }
  await asked.model.left();
  await other.kill("SIGKILL");
  const next = await ask();
  await next.reader.until((now) => now.text(next.turnId).includes("word5"));
  await next.stop();
  await expectStopped(next);
  await expectStopped(asked);
  expect([asked.model.count(), asked.reader.entries.filter((one) => one.type === "turn.stopped").length]).toEqual([
    1, 1,
  ]);
});

test("a stop of a turn whose process has died keeps what was shown, and asks the model no more", {
  timeout: TIMEOUT,
}, async () => {
  const asked = await ask();
  await asked.reader.until((now) => now.text(asked.turnId).includes("word20"));
  await runner.kill("SIGKILL");
  await asked.stop();
  runner = await cluster.start({ ...ENV, THROUGHLINE_ROLE: "worker" });
  await expectStopped(asked);
  expect(asked.reader.text(asked.turnId)).toContain("word20");
  expect(asked.model.count()).toBe(1);
});

test("a stop of a turn that no process has begun ends it unasked", { timeout: TIMEOUT }, async () => {
  await runner.kill("SIGKILL");
  const asked = await ask("writes", web.origin);
  await asked.stop();
  runner = await cluster.start({ ...ENV, THROUGHLINE_ROLE: "worker" });
  await expectStopped(asked);
  expect(asked.model.count()).toBe(0);
});
