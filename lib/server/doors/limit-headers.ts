import { type Taken, windowOf } from "#lib/domain/rate-limit.ts";

/**
 * What is left of the limits that a request counts for: the fields of draft-ietf-httpapi-ratelimit-headers-10
 * (`RateLimit-Policy`, `RateLimit`), and for the tightest limit the three of its older drafts, which most clients read.
 */
export function limitHeaders(taken: readonly Taken[]): [name: string, value: string][] {
  const [tightest] = taken.toSorted((a, b) => a.remaining - b.remaining || b.resetSeconds - a.resetSeconds);
  if (!tightest) return [];
  return [
    ["ratelimit-policy", taken.map(({ limit, quota }) => `"${limit}";q=${quota};w=${windowOf(limit)}`).join(", ")],
    ["ratelimit", taken.map(({ limit, remaining, resetSeconds: t }) => `"${limit}";r=${remaining};t=${t}`).join(", ")],
    ["ratelimit-limit", String(tightest.quota)],
    ["ratelimit-remaining", String(tightest.remaining)],
    ["ratelimit-reset", String(tightest.resetSeconds)],
  ];
}
