import { inWords } from "#lib/domain/rate-limit.ts";

const FIRST_MS = 500;
const LONGEST_MS = 8_000;
/** Longer than this nobody is kept waiting for one model; less long where another one could answer. */
const PATIENCE_MS = { alone: 30_000, withOthers: 5_000 };

/**
 * Milliseconds to wait before a model is asked again: doubled with each attempt (from 1), less up to a half by chance (`random`,
 * 0 to 1), so that many turns do not come back at once; never before the provider's `Retry-After`. Null: too long to wait.
 */
export function backOff(attempt: number, random: number, retryAfterMs = 0, hasOthers = false): number | null {
  const own = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (1 - random / 2);
  const asked = retryAfterMs > 0 ? retryAfterMs + random * FIRST_MS : 0;
  const wait = Math.round(Math.max(own, asked));
  return wait > (hasOthers ? PATIENCE_MS.withOthers : PATIENCE_MS.alone) ? null : wait;
}

/** When to try again, in words: the provider's own time where it is longer than anybody waits. */
export const whenAgain = (ms = 0): string => (ms < 60_000 ? "shortly" : `in ${inWords(Math.ceil(ms / 1_000))}`);
