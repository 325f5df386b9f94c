"use client";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** Long after a page is there: what it did not begin with comes before the line may be gone. */
const AHEAD_MS = 5_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * A component whose code does not come with the page. It is fetched ahead once the page rests, and asked for again for as
 * long as the line is down: whoever touches it then sees the fallback of its `Suspense`, and never loses the page.
 *
 * @param ahead false for what is large and shows in few places.
 */
// biome-ignore lint/suspicious/noExplicitAny: the bound of React's own `lazy`.
export function whenNeeded<Component extends ComponentType<any>>(
  load: () => Promise<{ default: Component }>,
  { ahead = true }: { ahead?: boolean } = {},
): LazyExoticComponent<Component> {
  if (ahead) fetchAhead(load);
  return lazy(() => patiently(load));
}

/**
 * What `load` gives, tried again until the server can be reached. Rejects when the server is there and the code is not:
 * then it was deployed anew, and only a fresh page helps.
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await load();
    } catch (error) {
      if (failures > 1 && (await serverAnswers())) throw error;
      await lineMayBeBack(Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures));
    }
  }
}

const serverAnswers = (): Promise<boolean> =>
  fetch("/api/health", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );

function lineMayBeBack(pauseMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    addEventListener("online", done);
  });
}

const waiting: (() => Promise<unknown>)[] = [];

/** One after the other, so that they are in nobody's way; what fails comes when it is needed. */
function fetchAhead(load: () => Promise<unknown>): void {
  if (typeof window === "undefined" || waiting.push(load) > 1) return;
  setTimeout(async () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      await next().catch(() => {});
      waiting.shift();
    }
  }, AHEAD_MS);
}
