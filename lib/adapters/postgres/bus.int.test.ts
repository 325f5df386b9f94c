import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { createBus } from "./bus.ts";

let world: Awaited<ReturnType<typeof createSessionWorld>>;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  world = await createSessionWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await world.close();
});

it("is heard by the others every five seconds, though it has nothing to say", async () => {
  const { pool } = world;
  const onError = (message: string, error: unknown) => {
    throw new Error(message, { cause: error });
  };
  const start = async () => {
    const databaseUrl = pool.options.connectionString ?? "";
    const bus = createBus({ databaseUrl, executorId: randomUUID(), pool, onError });
    const heard = vi.fn();
    bus.onNotice(heard);
    await bus.start();
    return { bus, heard };
  };
  const [one, other] = [await start(), await start()];
  vi.advanceTimersByTime(5_000);
  await vi.waitFor(() => expect([one.heard.mock.calls, other.heard.mock.calls]).toEqual([[[{}]], [[{}]]]));
  await Promise.all([one.bus.close(), other.bus.close()]);
});
