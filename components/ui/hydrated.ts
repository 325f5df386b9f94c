"use client";
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False on the server and while hydrating: what depends on clock, zone or storage waits for it. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/**
 * Whether a text box takes no text yet. What is typed into a box with a `value` before React holds it would be lost with
 * the next rendering, or lose to what was kept of it; a box without one keeps its text, and is filled by the browser.
 */
export function useReadOnly({ value, readOnly = false }: { value?: unknown; readOnly?: boolean | undefined }): boolean {
  const hydrated = useHydrated();
  return readOnly || (value !== undefined && !hydrated);
}
