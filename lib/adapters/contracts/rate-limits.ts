import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Counters, createRateLimits } from "#lib/adapters/limits/rate-limits.ts";
import type { Ask, RateLimits } from "#lib/application/ports/rate-limits.ts";
import type { Quotas } from "#lib/domain/rate-limit.ts";

/** What an implementation brings to be tested: counters of two processes on the same store, and a way to let time pass. */
export interface CountersWorld {
  processes: readonly [Counters, Counters];
  /** The windows of all counters end. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

export const QUOTAS: Quotas = {
  "calls-per-key": 5,
  "calls-per-key-owner": 8,
  "calls-per-user": 1_000,
  "calls-per-address": 2,
  "messages-per-user": 3,
  "messages-per-session": 2,
  "imports-per-user": 100,
  "letters-per-user": 100,
  "letters-per-workspace": 10,
  "letters-per-recipient": 3,
  "letters-per-address": 10,
  "letters-per-mailbox": 5,
  "letters-per-domain": 20,
};

/** What every kind of counter promises, through the limits that are built on it. */
export function rateLimitsContract(name: string, open: () => Promise<CountersWorld>): void {
  describe(`limits counted in ${name}`, () => {
    let world: CountersWorld;
    let here: RateLimits;
    let there: RateLimits;
    const refused: string[] = [];
    beforeAll(async () => {
      world = await open();
      const errors = (message: string, error: unknown) => {
        throw new Error(message, { cause: error });
      };
      const options = { quotas: QUOTAS, onError: errors, onRefused: (limit: string) => void refused.push(limit) };
      [here, there] = world.processes.map((counters) => createRateLimits({ counters, ...options })) as [
        RateLimits,
        RateLimits,
      ];
    });
    afterAll(() => world.close());

    const key = (holder: string = randomUUID()): Ask => ({ limit: "calls-per-key", holder });
    const many = async (limits: RateLimits, count: number, ...asks: Ask[]) => {
      const answers = await Promise.all(Array.from({ length: count }, () => limits.take(asks)));
      return answers.filter((taken) => taken.every(({ granted }) => granted)).length;
    };

    it("gives the quota and not one more, and says what is left and when there is more", async () => {
      const ask = key();
      for (const remaining of [4, 3, 2, 1, 0])
        expect(await here.take([ask])).toEqual([
          { limit: "calls-per-key", quota: 5, granted: true, remaining, resetSeconds: expect.any(Number) },
        ]);
      const [taken] = await here.take([ask]);
      expect(taken).toMatchObject({ granted: false, remaining: 0, quota: 5 });
      expect(taken?.resetSeconds).toBeGreaterThan(0);
      expect(taken?.resetSeconds).toBeLessThanOrEqual(60);
      expect(refused).toContain("calls-per-key");
    });

    it("gives the quota to many who ask at once, in two processes together", async () => {
      const ask = key();
      const [one, two] = await Promise.all([many(here, 40, ask), many(there, 40, ask)]);
      expect(one + two).toBe(5);
    });

    it("counts everyone apart", async () => {
      const asks = Array.from({ length: 30 }, () => key());
      const answers = await Promise.all(asks.flatMap((ask) => [here.take([ask]), there.take([ask])]));
      expect(answers.flat().every(({ granted }) => granted)).toBe(true);
    });

    it("takes of several limits all or nothing: who is refused by one has lost nothing of the other", async () => {
      const user: Ask = { limit: "messages-per-user", holder: randomUUID() };
      const session = (): Ask => ({ limit: "messages-per-session", holder: randomUUID() });
      const full = session();
      expect(await many(here, 10, user, full)).toBe(2);
      // What was taken in vain comes back behind the answer.
      await expect.poll(async () => (await here.take([user, full]))[0]?.remaining).toBe(1);
      await expect.poll(async () => (await there.take([user, session()]))[0]?.granted).toBe(true);
      expect(await here.take([user, session()])).toMatchObject([{ granted: false }, { granted: true }]);
    });

    it("takes several at once, all or nothing, and gives back what came to nothing", async () => {
      const holder = randomUUID();
      const letters = (count: number): Ask => ({ limit: "letters-per-workspace", holder, count });
      const to = (): Ask => ({ limit: "letters-per-recipient", holder: randomUUID() });
      expect(await here.take([letters(6), to()])).toMatchObject([{ granted: true, remaining: 4 }, { granted: true }]);
      expect(await there.take([letters(5), to()])).toMatchObject([{ granted: false }, { granted: true }]);
      await here.giveBack([letters(6)]);
      await expect.poll(async () => (await there.take([letters(10)]))[0]?.granted).toBe(true);
      const [full] = await here.take([letters(1)]);
      expect(full).toMatchObject({ granted: false, remaining: 0 });
      expect(full?.resetSeconds).toBeGreaterThan(86_000);
    });

    it("gives the whole quota again when the window has ended", async () => {
      const ask = key();
      expect(await many(here, 7, ask)).toBe(5);
      await world.pass();
      expect((await here.take([ask]))[0]).toMatchObject({ granted: true, remaining: 4 });
      expect(await many(there, 7, ask)).toBe(4);
    });

    it("lets nobody through where the quota is none", async () => {
      const [counters] = world.processes;
      const limits = createRateLimits({ counters, quotas: { ...QUOTAS, "calls-per-key": 0 }, onError: () => {} });
      const ask = key();
      expect((await limits.take([ask]))[0]?.granted).toBe(false);
      expect((await limits.take([ask]))[0]?.granted).toBe(false);
    });
  });
}
