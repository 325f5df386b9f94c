import { setTimeout as delay } from "node:timers/promises";
import { log } from "#lib/server/log.ts";

/** Start in phases, end in the opposite order, whenever the end comes. */
export type Lifecycle = {
  /** Aborted when the end begins, so that a phase can give up early. */
  signal: AbortSignal;
  /** Runs one phase of the start and prints a line with what it says of itself. Refused once the end has begun. */
  phase(name: string, work: (say: (news: string) => void) => Promise<string>): Promise<void>;
  /** What is to be closed at the end, last registered first. */
  onEnd(name: string, close: () => unknown): void;
  /** Waits for the phase that runs, closes everything, exits. Later calls change nothing. */
  end(exitCode: number): void;
};

const patience = { phase: 10_000, close: 35_000 };

export function createLifecycle(print: (line: string) => void = console.log): Lifecycle {
  const abort = new AbortController();
  const closers: { name: string; close: () => unknown }[] = [];
  let current: Promise<unknown> = Promise.resolve();

  async function close(exitCode: number): Promise<never> {
    await Promise.race([current.catch(() => {}), delay(patience.phase)]);
    for (const { name, close } of closers.reverse()) {
      try {
        const late = delay(patience.close, "late");
        if ((await Promise.race([close(), late])) === "late") log.error("Closing took too long", { name });
      } catch (error) {
        log.error("Closing failed", { name, error });
      }
    }
    process.exit(exitCode);
  }

  return {
    signal: abort.signal,
    async phase(name, work) {
      abort.signal.throwIfAborted();
      const started = performance.now();
      const say = (news: string) => print(`  ${name.padEnd(12)} ${news}`);
      const running = work(say);
      current = running;
      const news = await running;
      const seconds = (performance.now() - started) / 1000;
      say(seconds < 0.1 ? news : `${news} (${seconds.toFixed(1)} s)`);
    },
    onEnd: (name, close) => void closers.push({ name, close }),
    end(exitCode) {
      if (abort.signal.aborted) return;
      log.info("Ending", { exitCode });
      abort.abort();
      void close(exitCode);
    },
  };
}
