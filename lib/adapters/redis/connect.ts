import { Redis } from "ioredis";

/** Longer than a Redis nearby ever takes; whoever waits for it goes elsewhere then. */
const PATIENCE_MS = 500;
const CONNECT_MS = 5_000;
const MOST_RETRY_MS = 2_000;

/**
 * A connection that comes back by itself, for ever. While it is lost, commands fail at once instead of waiting for it:
 * nothing of ours is in Redis alone. Resolves when it is ready, or has failed for the first time.
 */
export async function connectRedis(url: string, onError: (error: unknown) => void): Promise<Redis> {
  const redis = new Redis(url, {
    autoResendUnfulfilledCommands: false,
    commandTimeout: PATIENCE_MS,
    connectTimeout: CONNECT_MS,
    enableOfflineQueue: false,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, MOST_RETRY_MS),
  });
  redis.on("error", onError);
  await redis.connect().catch(() => {});
  return redis;
}
