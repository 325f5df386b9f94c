import { createBatcher } from "#lib/adapters/postgres/batcher.ts";
import type { Ask, RateLimits } from "#lib/application/ports/rate-limits.ts";
import { type Quotas, type Taken, windowOf } from "#lib/domain/rate-limit.ts";

/** So many of one counter; its quota is there again a window after the first that was taken. */
export interface Wanted {
  key: string;
  count: number;
  quota: number;
  seconds: number;
}

export interface Given {
  /** As many as were left, at most `count`. */
  granted: number;
  remaining: number;
  /** Until the quota is there again. */
  resetMs: number;
}

/** Where the counters are. Each call is one round trip, and atomic for each counter. */
export interface Counters {
  /** Each key once; the answers stand in the order of the question. */
  take(wanted: readonly Wanted[]): Promise<Given[]>;
  /** What was taken in vain: never more than the quota is left. */
  giveBack(wanted: readonly Wanted[]): Promise<void>;
}

interface RateLimitOptions {
  counters: Counters;
  quotas: Quotas;
  onError(message: string, error: unknown): void;
  onRefused?(limit: Ask["limit"]): void;
}

/** Limits over counters: those who ask while one round trip is on its way share the next. */
export function createRateLimits({ counters, quotas, onError, onRefused }: RateLimitOptions): RateLimits {
  const take = createBatcher(async (batch: (readonly Ask[])[]): Promise<Taken[][]> => {
    const wanted = sumOf(batch.flat(), quotas);
    const given = await counters.take(wanted);
    const left = new Map(wanted.map(({ key }, index) => [key, given[index] as Given]));
    const taken = batch.map((asks) => settle(asks, left, quotas));
    const vain = wanted.flatMap((one) => {
      const count = left.get(one.key)?.granted ?? 0;
      return count > 0 ? [{ ...one, count }] : [];
    });
    if (vain.length > 0)
      counters.giveBack(vain).catch((error) => onError("What was taken from a limit in vain is lost", error));
    return taken;
  });
  return {
    async take(asks) {
      const taken = await take(asks);
      for (const one of taken) if (!one.granted) onRefused?.(one.limit);
      return taken;
    },
    giveBack: (asks) => counters.giveBack(sumOf(asks, quotas)),
  };
}

const keyOf = ({ limit, holder }: Ask): string => `${limit}:${holder}`;

function sumOf(asks: readonly Ask[], quotas: Quotas): Wanted[] {
  const sums = new Map<string, Wanted>();
  for (const ask of asks) {
    const key = keyOf(ask);
    const sum = sums.get(key) ?? { key, count: 0, quota: quotas[ask.limit], seconds: windowOf(ask.limit) };
    sums.set(key, { ...sum, count: sum.count + (ask.count ?? 1) });
  }
  return [...sums.values()];
}

/** One who asked, served from what the batch was given: all that they asked for, or nothing. */
function settle(asks: readonly Ask[], left: ReadonlyMap<string, Given>, quotas: Quotas): Taken[] {
  const counters = asks.map((ask) => left.get(keyOf(ask)) as Given);
  const served = asks.every(({ count = 1 }, index) => (counters[index] as Given).granted >= count);
  return asks.map(({ limit, count = 1 }, index) => {
    const counter = counters[index] as Given;
    const granted = counter.granted >= count;
    if (served) counter.granted -= count;
    return {
      limit,
      granted,
      quota: quotas[limit],
      remaining: counter.remaining + counter.granted,
      resetSeconds: Math.max(1, Math.ceil(counter.resetMs / 1_000)),
    };
  });
}
