import type { Counters } from "#lib/adapters/limits/rate-limits.ts";

/** Counters of this process alone, which nobody clears away: for tests. */
export function createMemoryCounters(now: () => number = Date.now): Counters {
  const places = new Map<string, { remaining: number; resetsAt: number }>();
  const current = (key: string) => {
    const place = places.get(key);
    return place && place.resetsAt > now() ? place : undefined;
  };
  return {
    take: async (wanted) =>
      wanted.map(({ key, count, quota, seconds }) => {
        const place = current(key) ?? { remaining: quota, resetsAt: now() + seconds * 1_000 };
        const granted = Math.min(count, place.remaining);
        place.remaining -= granted;
        places.set(key, place);
        return { granted, remaining: place.remaining, resetMs: place.resetsAt - now() };
      }),
    async giveBack(wanted) {
      for (const { key, count, quota } of wanted) {
        const place = current(key);
        if (place) place.remaining = Math.min(quota, place.remaining + count);
      }
    },
  };
}
