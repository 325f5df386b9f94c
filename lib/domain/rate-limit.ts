/**
 * What is limited. Calls are counted at the doors (requests, streams that open, frames of a socket); messages by the
 * verbs that set an agent to work, letters by those that people and visitors cause them with, and imports of sessions by
 * theirs, whichever door they came through.
 */
export const RATE_LIMITS = [
  "calls-per-key",
  "calls-per-key-owner",
  "calls-per-user",
  "calls-per-address",
  "messages-per-user",
  "messages-per-session",
  "imports-per-user",
  "letters-per-user",
  "letters-per-workspace",
  "letters-per-recipient",
  "letters-per-address",
  "letters-per-mailbox",
  "letters-per-domain",
] as const;
export type RateLimit = (typeof RATE_LIMITS)[number];

/** How long a limit counts, from the first of what it counts on, in seconds: letters and imports a day, all else a minute. */
export const windowOf = (limit: RateLimit): number => (/^(letters|imports)-/.test(limit) ? 86_400 : 60);

/** How many in a window; none below 0. */
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
  "calls-per-key-owner": (quota) => `All API keys of a person together may make ${count(quota, "call")} a minute.`,
  "calls-per-user": (quota) => `You may make ${count(quota, "call")} a minute.`,
  "calls-per-address": (quota) => `Your network address may make ${count(quota, "call")} a minute without signing in.`,
  "messages-per-user": (quota) => `You may send ${count(quota, "message")} a minute.`,
  "messages-per-session": (quota) => `A session takes ${count(quota, "message")} a minute.`,
  "imports-per-user": (quota) => `You may import ${count(quota, "session")} a day.`,
  "letters-per-user": (quota) => `You may send ${count(quota, "letter")} a day.`,
  "letters-per-workspace": (quota) => `A workspace sends ${count(quota, "letter")} a day.`,
  "letters-per-recipient": (quota) => `From here an address gets ${count(quota, "letter")} a day.`,
  "letters-per-address": (quota) => `Your network address may ask for ${count(quota, "letter")} a day.`,
  "letters-per-mailbox": (quota) => `An address gets ${count(quota, "letter")} a day that visitors ask for.`,
  "letters-per-domain": (quota) =>
    `The addresses of a domain get ${count(quota, "letter")} a day that visitors ask for.`,
};

/** How long something takes, in the largest unit that fits. */
export function inWords(seconds: number): string {
  if (seconds <= 90) return count(seconds, "second");
  return seconds <= 90 * 60 ? count(Math.ceil(seconds / 60), "minute") : count(Math.ceil(seconds / 3_600), "hour");
}

/** Why something was refused, and when to come again. */
export const refusalOf = ({ limit, quota, resetSeconds }: Taken): string =>
  `${WORDS[limit](quota)} Try again in ${inWords(resetSeconds)}.`;
