/**
 * Group commit: items that arrive while a batch is on its way go together in the next one, so that
 * a lone item waits for nothing and a crowd shares one round trip. A failed batch rejects its items alone.
 */
export function createBatcher<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  limit = 64,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve(result: Result): void; reject(error: unknown): void };
  const waiting: Waiting[] = [];
  let inFlight = 0;

  const flush = async (): Promise<void> => {
    const batch = waiting.splice(0, limit);
    inFlight++;
    try {
      const results = await run(batch.map((one) => one.item));
      batch.forEach((one, index) => {
        one.resolve(results[index] as Result);
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      inFlight--;
      if (waiting.length > 0) void flush();
    }
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // One microtask later, so that what was asked in the same turn of the event loop goes together.
      if (waiting.length === 1) queueMicrotask(() => inFlight === 0 && waiting.length > 0 && void flush());
    });
}
