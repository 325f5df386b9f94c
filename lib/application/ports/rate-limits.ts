import type { RateLimit, Taken } from "#lib/domain/rate-limit.ts";

/** One of a limit, for the one who is limited by it: the id of a user, key or session, or a network address. */
export interface Ask {
  limit: RateLimit;
  holder: string;
  /** How many; one unless it says so. */
  count?: number;
}

/** Counts what is limited, for all processes together. */
export interface RateLimits {
  /** Takes what is asked of each, or nothing at all when one of them has not so much left. The answers stand in the order of `asks`. */
  take(asks: readonly Ask[]): Promise<Taken[]>;
  /** What was taken for something that came to nothing. */
  giveBack(asks: readonly Ask[]): Promise<void>;
}
