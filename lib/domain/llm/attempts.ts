import type { ErrorCode } from "#lib/domain/errors.ts";
import type { ModelUsed, NextAttempt, Receipt } from "#lib/domain/session/parts.ts";
import { backOff } from "./back-off.ts";
import type { ModelError } from "./model-error.ts";

/** Attempts of one model at one answer. A time-out has already cost a long wait. */
const ATTEMPTS = 3;
const ATTEMPTS_AFTER_TIMEOUT = { alone: 2, withOthers: 1 };

/** Models in the order in which they may be asked; the first is the one that was chosen. */
export type Chain<Model extends { used: ModelUsed }> = readonly [Model, ...Model[]];

/** A failed attempt, and what its plan depends on. */
export interface FailedAttempt {
  chain: Chain<{ used: ModelUsed }>;
  /** Of the turn so far, whichever process wrote them. */
  receipts: readonly Receipt[];
  used: ModelUsed;
  iteration: number;
  error: ModelError;
  /** There are older messages that could be left out. */
  mayShorten: boolean;
  now: number;
  /** 0 to 1. */
  random: number;
}

/** Whose turn it is after these receipts, and with how much of the conversation. */
export function currentModel<Model extends { used: ModelUsed }>(
  chain: Chain<Model>,
  receipts: readonly Receipt[],
): { model: Model; share: number | undefined } {
  const next = receipts.at(-1)?.next;
  const model = next && chain.find(({ used }) => isSame(used, next.model));
  const shortened = model && receipts.findLast((one) => one.next?.share !== undefined && isSame(one, model.used));
  // The chain may have changed since another process wrote the receipts.
  return { model: model || leftOf(chain, receipts)[0] || chain[0], share: shortened?.next?.share };
}

/** The receipt of a failed attempt: what is done next is decided here and nowhere else. */
export function planAfter(failed: FailedAttempt): Receipt {
  const { used, iteration, error, receipts, now } = failed;
  const attempt = 1 + receipts.filter((one) => isSame(one, used) && one.iteration === iteration).length;
  const { code, message, status } = error;
  const next = nextAttempt(failed, attempt);
  const at = new Date(now).toISOString();
  return { ...used, iteration, attempt, code, message, ...(status ? { status } : {}), at, next };
}

function nextAttempt(failed: FailedAttempt, attempt: number): NextAttempt | null {
  const { chain, receipts, used, error, now, random } = failed;
  const after = (model: ModelUsed, wait: number): NextAttempt => ({ model, at: new Date(now + wait).toISOString() });
  if (error.remedy === "nothing") return null;
  if (error.remedy === "shorten" && failed.mayShorten && currentModel(chain, receipts).share === undefined)
    return { ...after(used, 0), share: error.fittingShare ?? 0.5 };
  const [other] = leftOf(chain, receipts).filter((one) => !isSame(one.used, used));
  if (error.remedy === "again" && attempt < attemptsAfter(error.code, other !== undefined)) {
    const wait = backOff(attempt, random, error.retryAfterMs, other !== undefined);
    if (wait !== null) return after(used, wait);
  }
  return other ? after(other.used, 0) : null;
}

function attemptsAfter(code: ErrorCode, hasOthers: boolean): number {
  if (code !== "model_timeout") return ATTEMPTS;
  return hasOthers ? ATTEMPTS_AFTER_TIMEOUT.withOthers : ATTEMPTS_AFTER_TIMEOUT.alone;
}

/** Models that this turn has not given up. */
function leftOf<Model extends { used: ModelUsed }>(chain: Chain<Model>, receipts: readonly Receipt[]): Model[] {
  const givenUp = receipts.filter(({ next, ...one }) => !next || !isSame(next.model, one));
  return chain.filter(({ used }) => !givenUp.some((one) => isSame(one, used)));
}

const isSame = (a: ModelUsed, b: ModelUsed): boolean => a.configId === b.configId;
