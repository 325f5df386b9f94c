import type { Redis } from "ioredis";
import type { Counters, Given, Wanted } from "#lib/adapters/limits/rate-limits.ts";

const PREFIX = "throughline:limit:";

/** KEYS: the counters. ARGV: for each how many, its quota, its window in milliseconds. A counter goes when its window ends. */
const TAKE = `
local answer = {}
for i, key in ipairs(KEYS) do
  local count, quota, window = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local remaining, ttl = tonumber(redis.call('get', key)), redis.call('pttl', key)
  if remaining == nil or ttl < 0 then
    remaining, ttl = quota, window
    redis.call('set', key, remaining, 'px', window)
  end
  local granted = math.min(count, remaining)
  if granted > 0 then redis.call('decrby', key, granted) end
  answer[i] = { granted, remaining - granted, ttl }
end
return answer`;

const GIVE_BACK = `
for i, key in ipairs(KEYS) do
  local count, quota = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local remaining = tonumber(redis.call('get', key))
  if remaining then redis.call('set', key, math.min(quota, remaining + count), 'keepttl') end
end`;

/** Counters in Redis, which all processes share. */
export function createRedisCounters(redis: Redis): Counters {
  const run = (script: string, wanted: readonly Wanted[]) =>
    redis.eval(
      script,
      wanted.length,
      ...wanted.map(({ key }) => PREFIX + key),
      ...wanted.flatMap(({ count, quota, seconds }) => [count, quota, seconds * 1_000]),
    );
  return {
    async take(wanted) {
      const answers = (await run(TAKE, wanted)) as [number, number, number][];
      return answers.map(([granted, remaining, resetMs]): Given => ({ granted, remaining, resetMs }));
    },
    async giveBack(wanted) {
      await run(GIVE_BACK, wanted);
    },
  };
}
