import { errorCode } from "#lib/domain/errors.ts";

/** Some seconds: a process that knows the latest state by its own last write wins over one that has to read it first. */
const ATTEMPTS = 60;

/**
 * Reads and decides again when someone else wrote first. Nothing has been written by then, so no side
 * effect repeats; the pauses grow and differ, so that a crowd of writers thins out.
 */
export async function retryOnConflict<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (errorCode(error) !== "version_conflict" || tried === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2 ** Math.min(tried, 7)));
    }
  }
}
