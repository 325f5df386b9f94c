import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import WebSocket from "ws";
import { createCluster } from "#lib/testing/house.ts";
import { createRedis } from "#lib/testing/redis.ts";

const context = { onTestFinished };

/** Two processes on one database, and a person's key. */
async function twoProcesses(env: Record<string, string>) {
  const house = await createCluster(context);
  const servers = [await house.start(env), await house.start(env)];
  const key = await house.createUser();
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const ask = (n: number, path: string, body?: object) =>
    fetch(`${servers[n % 2]?.origin}${path}`, {
      headers,
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
  /** How many of so many calls get through, of both processes in turn. */
  const passed = async (calls: number) => {
    const answers = [];
    for (let n = 0; n < calls; n++) answers.push((await ask(n, "/api/connections/stats")).status);
    return answers.filter((status) => status === 200).length;
  };
  return { house, servers, headers, ask, passed };
}

test("two processes share the calls of a key and the messages of a person, by HTTP and by socket", async () => {
  const { servers, headers, ask, passed } = await twoProcesses({
    RATE_CALLS_PER_KEY: "12",
    RATE_MESSAGES_PER_USER: "3",
  });
  const { id } = await (await ask(0, "/api/sessions", {})).json();
  const say = (n: number, agent: string) =>
    ask(n, `/api/sessions/${id}/conversations/${agent}/messages`, { text: "Hello" });
  expect((await say(0, "guide")).status).toBe(202);
  expect((await say(1, "luca")).status).toBe(202);

  const socket = new WebSocket(`${servers[1]?.origin.replace("http", "ws")}/ws/ai-stream`, { headers });
  onTestFinished(() => socket.terminate());
  const frames: { type: string; problem?: { code: string } }[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  await once(socket, "open");
  const send = (agent: string) => socket.send(JSON.stringify({ type: "message", sessionId: id, agent, text: "Hello" }));
  send("content-liaison");
  send("insights-liaison");
  await expect.poll(() => frames.find(({ type }) => type === "error")?.problem?.code).toBe("rate_limited");
  expect(frames.filter(({ type }) => type === "accepted")).toHaveLength(1);
  const refused = await say(0, "guide");
  expect([refused.status, refused.headers.get("ratelimit-policy")]).toEqual([
    429,
    '"calls-per-key";q=12;w=60, "calls-per-key-owner";q=1000000;w=60, "messages-per-user";q=3;w=60, "messages-per-session";q=1000000;w=60',
  ]);
  // Made a session, sent three messages, opened a socket and sent two frames: seven calls.
  expect(await passed(20)).toBe(5);
});

test("processes with a Redis count there together; without it in PostgreSQL, and there again when it is back", async () => {
  const redis = await createRedis();
  onTestFinished(redis.close);
  const { house, servers, passed } = await twoProcesses({ RATE_CALLS_PER_KEY: "5", REDIS_URL: redis.url });
  // Their first calls may take longer than a Redis is waited for: they are somebody else's.
  const other = { authorization: `Bearer ${await house.createUser("other@example.org")}` };
  for (const { origin } of [...servers, ...servers]) await fetch(`${origin}/api/connections/stats`, { headers: other });
  const said = (words: string) => servers.map((server) => server.stderr().includes(words));
  expect(await passed(8)).toBe(5);

  await redis.kill("SIGKILL");
  expect(await passed(8)).toBe(5);
  expect(said("Redis is lost: limits are counted in PostgreSQL until it is back")).toEqual([true, true]);

  await redis.start();
  const areBack = async () => {
    await passed(2);
    return said("Redis is back");
  };
  await expect.poll(areBack).toEqual([true, true]);
  expect(await passed(8)).toBeLessThan(5);
});
