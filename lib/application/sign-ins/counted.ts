import { DomainError } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import { minutesFrom, type Visitor } from "../accounts/visitor.ts";
import type { Context } from "../context.ts";
import type { AttemptLimit } from "../ports/attempts.ts";

/** How long a failed attempt counts. */
const MINUTES = 15;
/** An address may stand for a whole office, and an account be guessed at from many: so many times one person's limit. */
const MANY = 5;

/** Limits that an attempt must all pass. A success clears those of `cleared`, of the others only itself is taken off. */
export interface Way {
  limits: readonly AttemptLimit[];
  cleared: readonly string[];
}

type Guesser = Pick<Visitor, "ports" | "address" | "knownDevice">;
export type Guess = "sign-in" | "code";

/**
 * How a secret of an account may be guessed at: from a device that has signed in to it before by a count of its own,
 * which no stranger can use up; else by account and address together, by address, and by account from anywhere
 * (OWASP, "Slow down online guessing attacks with device cookies").
 */
export function waysToGuess({ ports, address, knownDevice }: Guesser, what: Guess, account: string): Way[] {
  // There are a million codes, and three of them are right: fewer guesses than at a password.
  const most = what === "code" ? Math.ceil(ports.attempts.most / 2) : ports.attempts.most;
  const anywhere = what === "code" ? ports.attempts.most : ports.attempts.most * MANY;
  const key = (...parts: string[]) => ports.tokens.hash(JSON.stringify([what, ...parts]));
  const network = networkOf(address);
  const pair = key("pair", account, network);
  const strangers: Way = {
    limits: [
      { key: pair, most },
      { key: key("address", network), most: ports.attempts.most * MANY },
      { key: key("account", account), most: anywhere },
    ],
    cleared: [pair],
  };
  if (!knownDevice?.accounts.includes(account)) return [strangers];
  const device = key("device", knownDevice.id, account);
  return [{ limits: [{ key: device, most }], cleared: [device] }, strangers];
}

/** One limit for whoever tries from an address, whatever they try: links, requests for mails. */
export function wayByAddress({ ports, address }: Guesser, what: string): Way[] {
  const key = ports.tokens.hash(JSON.stringify([what, "address", networkOf(address)]));
  return [{ limits: [{ key, most: ports.attempts.most * MANY }], cleared: [] }];
}

/** One limit for somebody who is signed in and proves once more who they are. */
export function wayByPerson({ ports, actor }: Pick<Context, "ports" | "actor">): Way[] {
  const key = ports.tokens.hash(JSON.stringify(["proof", actor.userId]));
  return [{ limits: [{ key, most: ports.attempts.most }], cleared: [key] }];
}

/**
 * Counts an attempt on the first way that is open: attempts at the same moment see each other, and a refused one costs
 * a read.
 *
 * @returns the way, for when the attempt turns out to be none.
 * @throws `rate_limited` with `retryAfterSeconds` when no way is open.
 */
export async function takeAttempt({ ports, now }: Pick<Visitor, "ports" | "now">, ways: readonly Way[]): Promise<Way> {
  const at = now();
  let opensAt = "";
  for (const way of ways) {
    const spentUntil = await ports.attempts.take(way.limits, at, minutesFrom(at, MINUTES));
    if (spentUntil === null) return way;
    opensAt = opensAt === "" || spentUntil < opensAt ? spentUntil : opensAt;
  }
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(opensAt) - Date.parse(at)) / 1000));
  throw new DomainError("rate_limited", `Too many attempts. ${waitWords(retryAfterSeconds)}`, { retryAfterSeconds });
}

/** Does `work`, which counts as a failed attempt unless it succeeds. Errors: those of `takeAttempt` and of `work`. */
export async function counted<T>(
  ctx: Pick<Visitor, "ports" | "now">,
  ways: readonly Way[],
  work: () => Promise<T>,
): Promise<T> {
  const { limits, cleared } = await takeAttempt(ctx, ways);
  const result = await work();
  const keys = limits.map(({ key }) => key);
  await ctx.ports.attempts.release(keys, cleared);
  return result;
}

/** When to try again, as a sentence. */
export function waitWords(seconds: number): string {
  if (seconds <= 90) return `Try again in ${seconds} seconds.`;
  return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
}
