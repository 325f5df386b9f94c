import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/** What the thread is given; times in milliseconds. */
export interface HeartbeatData {
  databaseUrl: string;
  executorId: string;
  role: string;
  /** Counts the turns of the event loop that it beats for. */
  turns: Int32Array<SharedArrayBuffer>;
  beatMs: number;
  leaseMs: number;
  /** A loop that has not turned for this long is wedged: its work goes to others. */
  wedgedMs: number;
}

export type HeartbeatNews = { beaten: true } | { failed: string };

export interface Heartbeat {
  /** Resolves with the first beat. */
  start(): Promise<void>;
  /** Gives the lease back. */
  end(): Promise<void>;
}

interface HeartbeatOptions extends Omit<HeartbeatData, "turns"> {
  onError(message: string, error: unknown): void;
}

const TURN_MS = 500;
const PATIENCE_MS = 3_000;

/** Beats for this process from a thread of its own, as long as the process is more than an empty shell. */
export function createHeartbeat({ onError, ...options }: HeartbeatOptions): Heartbeat {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const data: HeartbeatData = { ...options, turns };
  let turning: NodeJS.Timeout | undefined;
  let thread: Worker | undefined;
  let ended = false;

  const run = (onFirst: () => void, onFailed: (error: Error) => void): void => {
    thread = new Worker(new URL("./heartbeat-thread.ts", import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
    });
    thread.on("message", (news: HeartbeatNews) => {
      if ("beaten" in news) return onFirst();
      onFailed(new Error(news.failed));
      onError("The lease could not be renewed", news.failed);
    });
    thread.on("error", (error) => onError("The heartbeat failed and begins again", error));
    thread.on("exit", () => {
      if (!ended) setTimeout(() => ended || run(onFirst, onFailed), options.beatMs);
    });
  };

  return {
    start() {
      turning = setInterval(() => Atomics.add(turns, 0, 1), TURN_MS);
      turning.unref();
      return new Promise(run);
    },
    async end() {
      if (!thread || ended) return;
      ended = true;
      clearInterval(turning);
      thread.postMessage("end");
      const gone = once(thread, "exit");
      await Promise.race([gone, delay(PATIENCE_MS, undefined, { ref: false })]);
      await thread.terminate();
    },
  };
}
