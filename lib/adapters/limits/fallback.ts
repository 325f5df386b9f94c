import type { Counters } from "./rate-limits.ts";

/** How long the first is left alone after it has failed, so that nobody waits for it again and again. */
const REST_MS = 1_000;

interface FallbackOptions {
  first: Counters;
  second: Counters;
  now(): number;
  onLost(error: unknown): void;
  onBack(): void;
}

/**
 * Counts with the first, and with the second while the first fails: nobody is refused because a counter is lost. Each
 * counts by itself, so around the change somebody may get up to a second quota.
 */
export function createFallback({ first, second, now, onLost, onBack }: FallbackOptions): Counters {
  let lost = false;
  let restUntil = 0;
  const counting = async <T>(count: (counters: Counters) => Promise<T>): Promise<T> => {
    if (now() < restUntil) return count(second);
    try {
      const counted = await count(first);
      if (lost) onBack();
      lost = false;
      return counted;
    } catch (error) {
      restUntil = now() + REST_MS;
      if (!lost) onLost(error);
      lost = true;
      return count(second);
    }
  };
  return {
    take: (wanted) => counting((counters) => counters.take(wanted)),
    giveBack: (wanted) => counting((counters) => counters.giveBack(wanted)),
  };
}
