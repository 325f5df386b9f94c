import { expect, test } from "vitest";
import { rateLimitsContract } from "#lib/adapters/contracts/rate-limits.ts";
import { createFallback } from "#lib/adapters/limits/fallback.ts";
import { createMemoryCounters } from "#lib/adapters/memory/counters.ts";
import { createRedis } from "#lib/testing/redis.ts";
import { connectRedis } from "./connect.ts";
import { createRedisCounters } from "./counters.ts";

const quiet = () => {};

rateLimitsContract("Redis", async () => {
  const server = await createRedis();
  const [one, two] = [await connectRedis(server.url, quiet), await connectRedis(server.url, quiet)];
  return {
    processes: [createRedisCounters(one), createRedisCounters(two)],
    pass: async () => void (await one.flushall()),
    close: async () => {
      one.disconnect();
      two.disconnect();
      await server.close();
    },
  };
});

test.for(["SIGKILL", "SIGSTOP"] as const)(
  "after %s of Redis the other store counts, and Redis again as soon as it is back",
  async (signal, { onTestFinished }) => {
    const server = await createRedis();
    const redis = await connectRedis(server.url, quiet);
    onTestFinished(async () => {
      redis.disconnect();
      await server.close();
    });
    const news: string[] = [];
    const counters = createFallback({
      first: createRedisCounters(redis),
      second: createMemoryCounters(),
      now: Date.now,
      onLost: () => news.push("lost"),
      onBack: () => news.push("back"),
    });
    const take = async () => (await counters.take([{ key: "k", count: 1, quota: 3, seconds: 60 }]))[0];

    expect(await take()).toMatchObject({ granted: 1, remaining: 2 });
    await server.kill(signal);
    expect(await take()).toMatchObject({ granted: 1, remaining: 2 });
    expect(await take()).toMatchObject({ granted: 1, remaining: 1 });
    expect(news).toEqual(["lost"]);
    if (signal === "SIGKILL") await server.start();
    else await server.kill("SIGCONT");
    await expect.poll(async () => (await take()) && news).toEqual(["lost", "back"]);
    await redis.flushall();
    expect(await take()).toMatchObject({ remaining: 2 });
  },
);
