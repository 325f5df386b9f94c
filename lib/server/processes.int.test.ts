import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { connectDatabase } from "#lib/server/database.ts";
import { createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";

const TIMEOUT = 120_000;

/** Loaded before the server: SIGUSR2 blocks its event loop for five seconds, longer than its lease. */
const BLOCKS = {
  NODE_OPTIONS: `--import=${encodeURI("data:text/javascript,process.on('SIGUSR2', () => { const until = Date.now() + 5_000; while (Date.now() < until); })")}`,
};

describe("processes that share a database", () => {
  test("one that is busy with itself for longer than its lease keeps its turns", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [busy, other] = await Promise.all([cluster.start(BLOCKS), cluster.start()]);
    const apiKey = await cluster.createUser();
    const client = createApiClient(other.origin, apiKey);
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const { turnId } = await createApiClient(busy.origin, apiKey).send(sessionId, "stream 150 at 50");
    await reader.until((now) => now.text(turnId).length > 50);
    process.kill(busy.pid, "SIGUSR2");
    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(150));
    expect(reader.entries.filter((one) => one.type === "turn.started")).toMatchObject([{ epoch: 1 }]);
  });

  test("SIGTERM: the process says so, takes nothing new, lets its turns end, and exits", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [leaving, other] = await Promise.all([cluster.start({ SHUTDOWN_GRACE: "40" }), cluster.start()]);
    const apiKey = await cluster.createUser();
    const [before, client] = [createApiClient(leaving.origin, apiKey), createApiClient(other.origin, apiKey)];
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const socket = await connect(leaving.origin, apiKey);
    const { turnId } = await before.send(sessionId, "stream 600 at 50");
    await reader.until((now) => now.text(turnId).length > 50);
    const ended = leaving.kill("SIGTERM");
    expect(await socket.closed).toBe(1001);
    const ready = await fetch(`${leaving.origin}/api/ready`);
    expect([ready.status, (await ready.json()).status]).toEqual([503, "draining"]);
    expect(await (await fetch(`${leaving.origin}/api/health`)).json()).toMatchObject({ status: "draining" });
    await expect(before.createSession()).rejects.toThrow(/503 .*about to stop/);
    await expect(connect(leaving.origin, apiKey)).rejects.toThrow("503");
    await client.createSession();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(leaving.stderr()).toBe("");
    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(600));
    expect(reader.entries.filter((one) => one.type === "turn.started")).toMatchObject([{ epoch: 1 }]);
  });

  test("while it ends, what it runs can be stopped, and nobody begins to follow it", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const server = await cluster.start({ SHUTDOWN_GRACE: "3600" });
    const apiKey = await cluster.createUser();
    const client = createApiClient(server.origin, apiKey);
    const [sessionId, runningIn] = [await client.createSession(), await client.createSession()];
    const reader = await client.follow(sessionId);
    const { turnId } = await client.send(sessionId, "stream 100000 at 50");
    await reader.until((now) => now.text(turnId).length > 50);
    const headers = { authorization: `Bearer ${apiKey}` };
    const ended = server.kill("SIGTERM");
    await context.expect.poll(async () => (await fetch(`${server.origin}/api/ready`)).status).toBe(503);
    for (const path of [`sessions/${runningIn}/events`, `chat/${sessionId}/stream`, "events"])
      expect((await fetch(`${server.origin}/api/${path}`, { headers })).status).toBe(503);
    expect((await client.view(sessionId)).turns).toHaveProperty(turnId);
    await client.stop(sessionId, turnId);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test("what has not ended when the time is over goes to another process at once", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [leaving, other] = await Promise.all([cluster.start({ SHUTDOWN_GRACE: "1" }), cluster.start()]);
    const apiKey = await cluster.createUser();
    const client = createApiClient(other.origin, apiKey);
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const { turnId } = await createApiClient(leaving.origin, apiKey).send(sessionId, "stream 300 at 50");
    await reader.until((now) => now.text(turnId).length > 50);
    expect(await leaving.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(300));
    expect(reader.entries.filter((one) => one.type === "turn.started")).toMatchObject([{ epoch: 1 }, { epoch: 2 }]);
  });

  test("a second signal waits for nothing", { timeout: TIMEOUT }, async (context) => {
    const cluster = await createCluster(context);
    const server = await cluster.start({ SHUTDOWN_GRACE: "3600" });
    const client = createApiClient(server.origin, await cluster.createUser());
    const sessionId = await client.createSession();
    const { turnId } = await client.send(sessionId, "stream 100000 at 50");
    const reader = await client.follow(sessionId);
    await reader.until((now) => now.text(turnId).length > 50);
    const ended = server.kill("SIGTERM");
    await vi.waitFor(() => expect(server.stdout()).toContain("Throughline is ending: what runs has 3600 s."));
    void server.kill("SIGINT");
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test("a lost LISTEN connection is made again, and all that was missed is caught up", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [runner, other] = await Promise.all([cluster.start(), cluster.start({ THROUGHLINE_ROLE: "web" })]);
    const [apiKey, bobsKey] = [await cluster.createUser(), await cluster.createUser("bob@example.org")];
    const client = createApiClient(other.origin, apiKey);
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const { turnId } = await createApiClient(runner.origin, apiKey).send(sessionId, "stream 200 at 50");
    await reader.until((now) => now.text(turnId).length > 50);
    const bob = await connect(other.origin, bobsKey);

    const database = await connectDatabase(cluster.databaseUrl);
    context.onTestFinished(() => database.end());
    // What is notified in this moment reaches nobody.
    await database.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'throughline-listen' and datname = current_database()`);
    await database.query(
      "update api_keys set revoked_at = now() where user_id = (select id from users where email = 'bob@example.org')",
    );
    // In a minute the sign-ins of open connections are looked at anyway.
    expect(await Promise.race([bob.closed, delay(50_000, "late", { ref: false })])).toBe(1008);
    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(200));
  });

  test("a LISTEN connection that has gone silent is found and left", { timeout: TIMEOUT }, async (context) => {
    const cluster = await createCluster(context);
    const [runner, other] = await Promise.all([cluster.start(), cluster.start({ THROUGHLINE_ROLE: "web" })]);
    const apiKey = await cluster.createUser();
    const database = await connectDatabase(cluster.databaseUrl);
    context.onTestFinished(() => database.end());
    const listening = async (): Promise<number[]> =>
      (
        await database.query(
          `select pid from pg_stat_activity where application_name = 'throughline-listen' and datname = current_database()`,
        )
      ).rows.map(({ pid }) => pid);
    const silent = await listening();
    for (const pid of silent) process.kill(pid, "SIGSTOP");
    try {
      await context.expect.poll(async () => (await listening()).length, { timeout: 60_000 }).toBe(4);
    } finally {
      for (const pid of silent) process.kill(pid, "SIGCONT");
    }
    const client = createApiClient(other.origin, apiKey);
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const { turnId } = await createApiClient(runner.origin, apiKey).send(sessionId, "stream 40 at 50");
    await reader.untilEnd(turnId);
    expect(reader.text(turnId)).toBe(streamed(40));
  });
});

/** A socket that is ready, and the code that it is closed with. */
async function connect(origin: string, apiKey: string): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/ai-stream`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  return { socket, closed };
}
