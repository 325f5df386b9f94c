import { expect, test, vi } from "vitest";
import { createBatcher } from "./batcher.ts";

/** A batcher whose batches wait until the test lets them go. */
function watched(options?: Parameters<typeof createBatcher>[1]) {
  const batches: { items: number[]; go(error?: Error): void }[] = [];
  const add = createBatcher<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, go: (error) => (error ? reject(error) : resolve(items.map((item) => item * 2))) });
      }),
    options,
  );
  return { add, batches, turn: () => new Promise((resolve) => setImmediate(resolve)) };
}

test("what is asked in one turn of the event loop goes together; each item gets its own result", async () => {
  const { add, batches, turn } = watched();
  const results = Promise.all([add(1), add(2), add(3)]);
  await turn();
  expect(batches.map((batch) => batch.items)).toEqual([[1, 2, 3]]);
  batches[0]?.go();
  expect(await results).toEqual([2, 4, 6]);
});

test("while a batch is on its way the next one gathers", async () => {
  const { add, batches, turn } = watched();
  const first = add(1);
  await turn();
  const rest = [add(2), add(3)];
  await turn();
  expect(batches).toHaveLength(1);
  batches[0]?.go();
  expect(await first).toBe(2);
  await turn();
  expect(batches.map((batch) => batch.items)).toEqual([[1], [2, 3]]);
  batches[1]?.go();
  expect(await Promise.all(rest)).toEqual([4, 6]);
  const alone = add(4);
  await turn();
  batches[2]?.go();
  expect(await alone).toBe(8);
});

test("a failed batch rejects its own items alone", async () => {
  const { add, batches, turn } = watched();
  const lost = [add(1), add(2)];
  await turn();
  const next = add(3);
  batches[0]?.go(new Error("away"));
  for (const one of lost) await expect(one).rejects.toThrow("away");
  await turn();
  batches[1]?.go();
  expect(await next).toBe(6);
});

test("a batch has a limit; what is above it goes next, in order", async () => {
  const { add, batches, turn } = watched({ limit: 2 });
  const all = Promise.all([1, 2, 3, 4, 5].map(add));
  for (let sent = 0; sent < 3; sent++) {
    await turn();
    batches[sent]?.go();
  }
  expect(await all).toEqual([2, 4, 6, 8, 10]);
  expect(batches.map((batch) => batch.items)).toEqual([[1, 2], [3, 4], [5]]);
});

test("batches keep their distance, so that under load more goes together; a lone item waits for nothing", async () => {
  vi.useFakeTimers();
  try {
    const { add, batches } = watched({ apartMs: 20, limit: 3 });
    const begun = () => batches.map((batch) => batch.items);
    void add(1);
    await vi.advanceTimersByTimeAsync(0);
    batches[0]?.go();
    await vi.advanceTimersByTimeAsync(5);
    void add(2);
    await vi.advanceTimersByTimeAsync(5);
    void add(3);
    await vi.advanceTimersByTimeAsync(9);
    expect(begun()).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(2);
    expect(begun()).toEqual([[1], [2, 3]]);
    batches[1]?.go();
    await vi.advanceTimersByTimeAsync(30);
    void add(4);
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([[1], [2, 3], [4]]);
  } finally {
    vi.useRealTimers();
  }
});

test("what waits for company goes when it is hurried, as soon as nothing is on its way", async () => {
  vi.useFakeTimers();
  try {
    const { add, batches } = watched({ apartMs: 20 });
    const begun = () => batches.map((batch) => batch.items);
    void add(1);
    await vi.advanceTimersByTimeAsync(0);
    batches[0]?.go();
    await vi.advanceTimersByTimeAsync(1);
    void add(2);
    add.hurry();
    expect(begun()).toEqual([[1], [2]]);
    void add(3);
    add.hurry();
    expect(begun()).toEqual([[1], [2]]);
    batches[1]?.go();
    await vi.advanceTimersByTimeAsync(0);
    expect(begun()).toEqual([[1], [2], [3]]);
    add.hurry();
    await vi.advanceTimersByTimeAsync(100);
    expect(begun()).toEqual([[1], [2], [3]]);
  } finally {
    vi.useRealTimers();
  }
});
