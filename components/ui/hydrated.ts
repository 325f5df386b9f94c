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
 * Whether a control takes nothing yet. What is put into one with a `value` before React holds it would be lost with the
 * next rendering, or lose to what was kept of it; one without keeps it, and is filled by the browser.
 */
export function useNotYet({ value }: { value?: unknown }): boolean {
  const hydrated = useHydrated();
  return value !== undefined && !hydrated;
}
