import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Watchdog } from "./watchdog.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits = { firstTokenMs: 1000, betweenTokensMs: 300 };

describe("a watchdog", () => {
  it("gives up when the first part does not come in time", () => {
    const watchdog = new Watchdog(limits);
    vi.advanceTimersByTime(999);
    expect(watchdog.signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect(watchdog.signal.reason).toMatchObject({ code: "model_timeout", details: { retryable: true } });
  });

  it("gives up when the next part does not come in time, counted from the last one", () => {
    const watchdog = new Watchdog(limits);
    for (let beat = 0; beat < 20; beat++) {
      vi.advanceTimersByTime(290);
      watchdog.beat();
    }
    vi.advanceTimersByTime(299);
    expect(watchdog.signal.aborted).toBe(false);
    vi.advanceTimersByTime(2);
    expect(watchdog.signal.aborted).toBe(true);
  });

  it("gives up an answer that never ends, however steadily it comes", () => {
    const watchdog = new Watchdog({ ...limits, callMs: 2000 });
    for (let beat = 0; beat < 19; beat++) {
      watchdog.beat();
      vi.advanceTimersByTime(100);
    }
    expect(watchdog.signal.aborted).toBe(false);
    watchdog.beat();
    vi.advanceTimersByTime(100);
    expect(watchdog.signal.aborted).toBe(true);
  });

  it("stays silent once stopped", () => {
    const watchdog = new Watchdog(limits);
    watchdog.beat();
    watchdog.stop();
    vi.advanceTimersByTime(10_000);
    expect(watchdog.signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});
