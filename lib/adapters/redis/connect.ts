import { Redis } from "ioredis";

/** Longer than a Redis nearby ever takes; whoever waits for it goes elsewhere then. */
const PATIENCE_MS = 500;
const MAX_RETRY_MS = 2_000;

/**
 * A connection that comes back by itself, for ever. While it is lost, commands fail at once instead of waiting for it:
 * nothing of ours is in Redis alone.
 */
export const connectRedis = (url: string): Redis =>
  new Redis(url, {
    commandTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS * 10,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, MAX_RETRY_MS),
  });
