import { describe, expect, test } from "vitest";
import type { SessionView } from "#lib/domain/session/view.ts";
import { type ApiClient, createApiClient } from "#lib/testing/api-client.ts";
import { createCluster, createHouse } from "#lib/testing/house.ts";
import { scriptOf } from "#lib/testing/script.ts";

const TIMEOUT = 120_000;

async function ask(client: ApiClient, asked = scriptOf()) {
  const sessionId = await client.createSession();
  const follower = await client.follow(sessionId);
  const { turnId } = await client.send(sessionId, asked.text);
  return { ...asked, sessionId, turnId, follower };
}
type Asked = Awaited<ReturnType<typeof ask>>;

/** Everything that anyone can find out about a turn is right: text, effects, feed. */
async function expectWhole(client: ApiClient, { sessionId, turnId, truth, keys }: Omit<Asked, "follower">) {
  const message = (await client.messages(sessionId)).find((one) => one.id === turnId);
  expect({ status: message?.status, text: message?.text }).toEqual({ status: "complete", text: truth });
  expect(await Promise.all(keys.map((key) => client.tally(key)))).toEqual(keys.map(() => 1));
  const feed = await client.feed(sessionId);
  expect(feed.map((entry) => entry.sequence)).toEqual(feed.map((_, index) => index + 1));
  const own = feed.filter((entry) => "turnId" in entry && entry.turnId === turnId);
  expect(own.filter(({ type }) => type === "turn.completed")).toHaveLength(1);
  expect(own.filter(({ type }) => type === "tool.settled")).toHaveLength(2);
  expect(own.at(-1)?.type).toBe("turn.completed");
  const epochs = own.flatMap((entry) => (entry.type === "turn.started" ? [entry.epoch] : []));
  expect(epochs).toEqual(epochs.map((_, index) => index + 1));
  return epochs.length;
}

const isSettled = ({ messages }: SessionView, turnId: string): boolean =>
  Object.values(messages)
    .flat()
    .some((message) => message.id === turnId && message.status !== "streaming");

describe.concurrent("turns outlive what happens to a process", () => {
  test("a process of the role web only accepts; a worker that comes later answers", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const web = await cluster.start({ THROUGHLINE_ROLE: "web" });
    const client = createApiClient(web.origin, await cluster.createUser());
    const asked = await ask(client);
    expect(asked.follower.entries.some((one) => one.type === "turn.started")).toBe(false);
    await cluster.start({ THROUGHLINE_ROLE: "worker" });
    await asked.follower.untilEnd(asked.turnId);
    expect(asked.follower.text(asked.turnId)).toBe(asked.truth);
    expect(await expectWhole(client, asked)).toBe(1);
    const long = await ask(client, scriptOf(400, 50));
    await long.follower.until((now) => now.text(long.turnId).length > 50);
    await client.stop(long.sessionId, long.turnId);
    await long.follower.untilEnd(long.turnId);
    expect(long.follower.entries.at(-1)?.type).toBe("turn.stopped");
  });

  test("SIGTERM in mid-stream ends the process in order, and the next start goes on with the answer", {
    timeout: TIMEOUT,
  }, async (context) => {
    const house = await createHouse(context);
    const first = await house.start({ SHUTDOWN_GRACE: "0" });
    const apiKey = await house.createUser();
    const asked = await ask(createApiClient(first.origin, apiKey));
    await asked.follower.until((now) => now.text(asked.turnId).length > 100);
    expect(await first.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(first.stderr()).toBe("");
    const second = await house.start();
    const client = createApiClient(second.origin, apiKey);
    const reader = await client.follow(asked.sessionId);
    await reader.until((now) => isSettled(now.view(), asked.turnId));
    await expectWhole(client, asked);
  });
});
