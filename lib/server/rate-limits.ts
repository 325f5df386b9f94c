import { createFallback } from "#lib/adapters/limits/fallback.ts";
import { createRateLimits } from "#lib/adapters/limits/rate-limits.ts";
import { createPostgresCounters } from "#lib/adapters/postgres/counters.ts";
import { createRedisCounters } from "#lib/adapters/redis/counters.ts";
import type { RateLimits } from "#lib/application/ports/rate-limits.ts";
import type { Quotas, RateLimit } from "#lib/domain/rate-limit.ts";
import type { Env } from "#lib/server/env.ts";
import { log } from "#lib/server/log.ts";

export const quotasOf = (env: Env): Quotas => ({
  "calls-per-key": env.RATE_CALLS_PER_KEY,
  "calls-per-key-owner": env.RATE_CALLS_PER_KEY_OWNER,
  "calls-per-user": env.RATE_CALLS_PER_USER,
  "calls-per-address": env.RATE_CALLS_PER_ADDRESS,
  "messages-per-user": env.RATE_MESSAGES_PER_USER,
  "messages-per-session": env.RATE_MESSAGES_PER_SESSION,
  "imports-per-user": env.RATE_IMPORTS_PER_USER,
  "letters-per-user": env.RATE_LETTERS_PER_USER,
  "letters-per-workspace": env.RATE_LETTERS_PER_WORKSPACE,
  "letters-per-recipient": env.RATE_LETTERS_PER_RECIPIENT,
  "letters-per-address": env.RATE_LETTERS_PER_ADDRESS,
  "letters-per-mailbox": env.RATE_LETTERS_PER_MAILBOX,
  "letters-per-domain": env.RATE_LETTERS_PER_DOMAIN,
});

interface LimitOptions {
  env: Env;
  pool: Parameters<typeof createPostgresCounters>[0];
  onError(message: string, error: unknown): void;
  onRefused?(limit: RateLimit): void;
}

/** The limits of this installation: counted in PostgreSQL, or in Redis for as long as a given one answers. */
export async function buildRateLimits({ env, pool, onError, onRefused }: LimitOptions): Promise<{
  rateLimits: RateLimits;
  close(): void;
}> {
  const postgres = createPostgresCounters(pool);
  const limitsOver = (counters: typeof postgres) =>
    createRateLimits({ counters, quotas: quotasOf(env), onError, onRefused });
  if (!env.REDIS_URL) return { rateLimits: limitsOver(postgres), close: () => {} };

  // The client's library is for those who have a Redis.
  const { connectRedis } = await import("#lib/adapters/redis/connect.ts");
  // What a lost connection costs is said where it is noticed.
  const redis = await connectRedis(env.REDIS_URL, (error) => log.debug("Redis cannot be reached", { error }));
  const counters = createFallback({
    first: createRedisCounters(redis),
    second: postgres,
    now: Date.now,
    onLost: (error) => log.warn("Redis is lost: limits are counted in PostgreSQL until it is back", { error }),
    onBack: () => log.warn("Redis is back: limits are counted in it again"),
  });
  return { rateLimits: limitsOver(counters), close: () => redis.disconnect() };
}
