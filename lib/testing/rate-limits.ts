import { createRateLimits } from "#lib/adapters/limits/rate-limits.ts";
import { createMemoryCounters } from "#lib/adapters/memory/counters.ts";
import type { RateLimits } from "#lib/application/ports/rate-limits.ts";
import { type Quotas, RATE_LIMITS } from "#lib/domain/rate-limit.ts";

const HIGH = 1_000_000;

/** Limits counted in memory, as high as they go but for those that a test is about. */
export const testLimits = (quotas: Partial<Quotas> = {}): RateLimits =>
  createRateLimits({
    counters: createMemoryCounters(),
    quotas: {
      ...(Object.fromEntries(RATE_LIMITS.map((limit) => [limit, HIGH])) as Record<keyof Quotas, number>),
      ...quotas,
    },
    onError: (message, error) => {
      throw new Error(message, { cause: error });
    },
  });

/** The same as a server's environment: tests and benchmarks ask for more than people do. */
export const HIGH_LIMITS: Readonly<Record<string, string>> = Object.fromEntries(
  RATE_LIMITS.map((limit) => [`RATE_${limit.toUpperCase().replaceAll("-", "_")}`, String(HIGH)]),
);
