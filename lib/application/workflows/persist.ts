import { errorCode } from "#lib/domain/errors.ts";
import { retryDelay } from "#lib/domain/workflow/progress.ts";

const MOST_ATTEMPTS = 16;

/**
 * Writes, and writes again while the database cannot be reached (about five minutes in all). A DomainError is an answer
 * and is passed on. An end whose answer was lost is refused the second time, because the run has ended by then.
 */
export async function persist<Result>(write: () => Promise<Result>, stopping: AbortSignal): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (isAnswer(error) || attempt === MOST_ATTEMPTS || stopping.aborted) throw error;
      await wait(retryDelay(attempt, Math.random()), stopping);
    }
  }
}

/** A broken rule, or SQLSTATE classes 22, 23 and 42 (values, constraints, statements): trying again changes nothing. */
const isAnswer = (error: unknown): boolean =>
  errorCode(error) !== undefined || /^(22|23|42)\w{3}$/.test(String(Object(error).code));

/** Resolves after a time, or rejects with the signal's reason as soon as that is aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
  });
}
