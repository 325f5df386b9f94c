interface BatcherOptions {
  /** Items of one batch. */
  limit?: number;
  /** From the start of one batch to that of the next: under load more items share one. */
  apartMs?: number;
}

export interface Batcher<Item, Result> {
  (item: Item): Promise<Result>;
  /** What waits for company goes as soon as nothing is on its way. */
  hurry(): void;
}

/**
 * Group commit: items that arrive while a batch is on its way go together in the next one, so that
 * a lone item waits for nothing and a crowd shares one round trip. A failed batch rejects its items alone.
 */
export function createBatcher<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  { limit = 64, apartMs = 0 }: BatcherOptions = {},
): Batcher<Item, Result> {
  type Waiting = { item: Item; resolve(result: Result): void; reject(error: unknown): void };
  const waiting: Waiting[] = [];
  let inFlight = false;
  let begun = Number.NEGATIVE_INFINITY;

  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, limit);
    inFlight = true;
    begun = performance.now();
    try {
      const results = await run(batch.map((one) => one.item));
      batch.forEach((one, index) => {
        one.resolve(results[index] as Result);
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      inFlight = false;
      if (waiting.length > 0) schedule();
    }
  };

  const start = (): void => void (!inFlight && waiting.length > 0 && flush());

  const schedule = (): void => {
    const wait = begun + apartMs - performance.now();
    if (wait > 0 && waiting.length < limit) setTimeout(start, wait);
    // One microtask later, so that what was asked in the same turn of the event loop goes together.
    else queueMicrotask(start);
  };

  const add = (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length === 1 && !inFlight) schedule();
    });
  const hurry = (): void => {
    begun = Number.NEGATIVE_INFINITY;
    start();
  };
  return Object.assign(add, { hurry });
}
