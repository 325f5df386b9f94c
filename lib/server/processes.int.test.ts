import { describe, expect, test } from "vitest";
import { createApiClient, streamed } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";

const TIMEOUT = 60_000;

/** Loaded before the server: SIGUSR2 blocks its event loop for five seconds, longer than its lease. */
const BLOCKS = {
  NODE_OPTIONS: `--import=${encodeURI("data:text/javascript,process.on('SIGUSR2', () => { const until = Date.now() + 5_000; while (Date.now() < until); })")}`,
};

describe.concurrent("processes that share a database", () => {
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
});
