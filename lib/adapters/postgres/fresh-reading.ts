import { setTimeout as delay } from "node:timers/promises";

/** A database that is away is asked again after this time. */
const RETRY_MS = 250;

/** A reading that many ask for at once: it is done for all of them together, never before they have asked. */
export interface FreshReading {
  /** A reading that begins after this call; one under way may have begun before what is missing was written. */
  read(): Promise<void>;
  /** Until one has succeeded, or nobody wants it any more. */
  insist(isWanted: () => boolean): Promise<void>;
}

export function createFreshReading(once: () => Promise<void>, onError: (error: unknown) => void): FreshReading {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const read = (): Promise<void> => {
    if (!current) {
      current = once().finally(() => {
        current = null;
      });
      return current;
    }
    next ??= current
      .catch(() => {})
      .then(() => {
        next = null;
        return read();
      });
    return next;
  };

  return {
    read,
    async insist(isWanted) {
      while (isWanted()) {
        try {
          return await read();
        } catch (error) {
          onError(error);
          await delay(RETRY_MS, undefined, { ref: false });
        }
      }
    },
  };
}
