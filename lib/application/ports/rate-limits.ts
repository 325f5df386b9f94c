import type { RateLimit, Taken } from "#lib/domain/rate-limit.ts";

/** One of a limit, for the one who is limited by it: the id of a user, key or session, or a network address. */
export interface Ask {
  limit: RateLimit;
  holder: string;
}

/** Counts what is limited, for all processes together. */
export interface RateLimits {
  /** Takes one of each, or none at all when one of them has nothing left. The answers stand in the order of `asks`. */
  take(asks: readonly Ask[]): Promise<Taken[]>;
}
