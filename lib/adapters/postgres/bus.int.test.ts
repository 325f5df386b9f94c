import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { type Bus, createBus } from "./bus.ts";

const buses: Bus[] = [];
let world: Awaited<ReturnType<typeof createSessionWorld>>;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  world = await createSessionWorld();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(buses.splice(0).map((bus) => bus.close()));
  await world.close();
});

async function start() {
  const { pool } = world;
  const databaseUrl = pool.options.connectionString ?? "";
  const bus = createBus({ databaseUrl, executorId: randomUUID(), pool, onError: () => {} });
  buses.push(bus);
  const heard = vi.fn();
  bus.onNotice(heard);
  await bus.start();
  return { bus, heard };
}

it("is heard by the others every five seconds, though it has nothing to say", async () => {
  const [one, other] = [await start(), await start()];
  vi.advanceTimersByTime(5_000);
  // `vi.waitFor` moves the clock on, and with it the next notice.
  while (one.heard.mock.calls.length === 0 || other.heard.mock.calls.length === 0) await turn();
  expect([one.heard.mock.calls, other.heard.mock.calls]).toEqual([[[{}]], [[{}]]]);
});

it("says that notices may have been lost before it gives any that came with the new connection", async () => {
  const { bus, heard } = await start();
  let heardBefore: number | undefined;
  bus.onReconnect(() => {
    heardBefore = heard.mock.calls.length;
  });
  await world.pool.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = $1",
    ["throughline-listen"],
  );
  const notice = JSON.stringify([randomUUID(), {}]);
  await vi.waitFor(
    async () => {
      await world.pool.query("select pg_notify('throughline', $1)", [notice]);
      expect(heard).toHaveBeenCalled();
    },
    { timeout: 100_000, interval: 1 },
  );
  expect(heardBefore).toBe(0);
});
