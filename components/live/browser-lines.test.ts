import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { browserLines } from "#components/live/browser-lines.ts";

describe("a page that the server wants no line of", () => {
  const reload = vi.fn();
  let page: EventTarget;

  beforeEach(() => {
    vi.useFakeTimers();
    page = new EventTarget();
    vi.stubGlobal("window", page);
    vi.stubGlobal("location", { reload });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    reload.mockClear();
  });

  test("is loaded anew", () => {
    browserLines("/ws").refused();
    expect(reload).toHaveBeenCalledOnce();
  });

  test("is not called back on its way to another one, and after a download is loaded anew all the same", () => {
    const { refused } = browserLines("/ws");
    page.dispatchEvent(new Event("beforeunload"));
    vi.advanceTimersByTime(2_000);
    refused();
    vi.advanceTimersByTime(7_999);
    expect(reload).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(reload).toHaveBeenCalledOnce();
  });
});
