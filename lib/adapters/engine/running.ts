/** What runs in this process, so that its end can wait for it. */
export interface Running {
  track<Given extends unknown[]>(run: (...given: Given) => Promise<void>): (...given: Given) => Promise<void>;
  /** Resolves when nothing runs any more, or when there is no more time. */
  idle(hurry: AbortSignal): Promise<void>;
}

export function createRunning(): Running {
  const running = new Set<Promise<void>>();
  return {
    track:
      (run) =>
      (...given) => {
        const one = run(...given);
        const leave = (): void => void running.delete(one);
        running.add(one);
        one.then(leave, leave);
        return one;
      },
    async idle(hurry) {
      const aborted = new Promise((resolve) => hurry.addEventListener("abort", resolve, { once: true }));
      while (running.size > 0 && !hurry.aborted) await Promise.race([Promise.allSettled(running), aborted]);
    },
  };
}
