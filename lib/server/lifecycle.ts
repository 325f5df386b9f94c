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
  /** What may go on for a while at a gentle end, until it resolves or its signal is aborted. */
  onDrain(drain: (hurry: AbortSignal) => Promise<unknown>): void;
  /**
   * Waits for the phase that runs, lets what is under way end within `graceMs`, closes everything, exits. Called again
   * it waits for nothing any more.
   */
  end(exitCode: number, graceMs?: number): void;
};

/** One Ctrl-C comes from the terminal, from npm and from its runner, in milliseconds. */
export const SAME_SIGNAL_MS = 500;

/** What a second Ctrl-C does is said once a second one would be taken for one. */
const patience = { phase: 10_000, close: 35_000, hurriedClose: 1_000, silent: SAME_SIGNAL_MS + 50 };

export function createLifecycle(print: (line: string) => void = console.log): Lifecycle {
  const abort = new AbortController();
  const hurry = new AbortController();
  let drain: (hurry: AbortSignal) => Promise<unknown> = async () => {};
  const closers: { name: string; close: () => unknown }[] = [];
  let current: Promise<unknown> = Promise.resolve();

  async function close(exitCode: number, graceMs: number): Promise<never> {
    await Promise.race([current.catch(() => {}), delay(patience.phase)]);
    if (graceMs > 0) await drainFor(graceMs);
    for (const { name, close } of closers.reverse()) {
      try {
        if ((await Promise.race([close(), tooLate()])) === "late") log.error("Closing took too long", { name });
      } catch (error) {
        log.error("Closing failed", { name, error });
      }
    }
    process.exit(exitCode);
  }

  async function drainFor(graceMs: number): Promise<void> {
    const patient = `Throughline is ending: what runs has ${graceMs / 1000} s. Ctrl-C again waits for nothing.`;
    const notice = setTimeout(() => print(patient), patience.silent);
    const grace = AbortSignal.any([hurry.signal, AbortSignal.timeout(graceMs)]);
    await drain(grace).catch((error) => log.error("Draining failed", { error }));
    clearTimeout(notice);
  }

  const tooLate = async (): Promise<"late"> => {
    await delay(patience.close, undefined, { signal: hurry.signal }).catch(() => delay(patience.hurriedClose));
    return "late";
  };

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
    onDrain: (work) => {
      drain = work;
    },
    end(exitCode, graceMs = 0) {
      if (abort.signal.aborted) return hurry.abort();
      log.info("Ending", { exitCode, graceMs });
      abort.abort();
      void close(exitCode, graceMs);
    },
  };
}
