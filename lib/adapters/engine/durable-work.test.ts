import { expect, test, vi } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { untilDone } from "./durable-work.ts";
import { createRunning } from "./running.ts";

/** Work that fails as often as there are errors; pauses are as long as a test may never wait. */
function arrange(errors: Error[], first = 3_600_000) {
  const [stop, leaving] = [new AbortController(), new AbortController()];
  const run = vi.fn(async () => {
    const error = errors.shift();
    if (error) throw error;
  });
  const onError = vi.fn();
  const stopSignal = () => ({ signal: stop.signal, dispose() {} });
  const work = untilDone({
    name: "turn",
    run,
    waits: { first, longest: 2 * first },
    stopSignal,
    leaving: leaving.signal,
    onError,
  });
  return { work, run, onError, stop, leaving };
}

test("a stop does not wait for the pause after an error", async () => {
  const { work, run, onError, stop } = arrange([new Error("no database")]);
  const done = work("t", 0);
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
  expect(run).toHaveBeenCalledTimes(1);
  stop.abort();
  await done;
  expect(run).toHaveBeenCalledTimes(2);
});

test("what a living process holds is asked for again without a word", async () => {
  const held = () => new DomainError("turn_in_progress", "A living process runs this turn.");
  const { work, run, onError } = arrange([held(), held(), held()], 1);
  await work("t", 0);
  expect(run).toHaveBeenCalledTimes(4);
  expect(onError).not.toHaveBeenCalled();
});

test("a process that leaves neither begins it again nor says that it has ended", async () => {
  const { work, run, leaving } = arrange([new Error("no database")]);
  leaving.abort();
  const settled = vi.fn();
  void work("t", 0).finally(settled);
  await new Promise(setImmediate);
  expect(settled).not.toHaveBeenCalled();
  expect(run).not.toHaveBeenCalled();
});

test("the end of a process waits for what runs, also for what fails, or until there is no more time", async () => {
  const running = createRunning();
  const [one, two] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const runs = [running.track(() => one.promise)(), running.track(() => two.promise)()];
  const hurry = new AbortController();
  const idle = vi.fn();
  const waiting = running.idle(hurry.signal).then(idle);
  one.resolve();
  await runs[0];
  expect(idle).not.toHaveBeenCalled();
  two.reject(new Error("expected by this test"));
  await expect(runs[1]).rejects.toThrow();
  await waiting;

  void running.track(() => new Promise<void>(() => {}))();
  const hurried = running.idle(hurry.signal);
  hurry.abort();
  await hurried;
});
