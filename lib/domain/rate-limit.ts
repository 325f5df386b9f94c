/** How long a limit counts: from the first of what it counts, a minute on. */
export const WINDOW_SECONDS = 60;

/**
 * What is limited, each by a number a minute. Calls are counted at the doors (requests, streams that open, frames of a
 * socket); messages are counted by the verbs that set an agent to work, whichever door they were asked through.
 */
export const RATE_LIMITS = [
  "calls-per-key",
  "calls-per-user",
  "calls-per-address",
  "messages-per-user",
  "messages-per-session",
] as const;
export type RateLimit = (typeof RATE_LIMITS)[number];

/** How many a minute; none below 0. */
export type Quotas = Readonly<Record<RateLimit, number>>;

/** What one request has taken from one limit, and what is left of it. */
export interface Taken {
  limit: RateLimit;
  quota: number;
  /** False when nothing was left. */
  granted: boolean;
  remaining: number;
  /** Until the whole quota is there again. */
  resetSeconds: number;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

const WORDS: Record<RateLimit, (quota: number) => string> = {
  "calls-per-key": (quota) => `This API key may make ${count(quota, "call")} a minute.`,
  "calls-per-user": (quota) => `You may make ${count(quota, "call")} a minute.`,
  "calls-per-address": (quota) => `Your network address may make ${count(quota, "call")} a minute without signing in.`,
  "messages-per-user": (quota) => `You may send ${count(quota, "message")} a minute.`,
  "messages-per-session": (quota) => `A session takes ${count(quota, "message")} a minute.`,
};

/** Why something was refused, and when to come again. */
export const refusalOf = ({ limit, quota, resetSeconds }: Taken): string =>
  `${WORDS[limit](quota)} Try again in ${count(resetSeconds, "second")}.`;
