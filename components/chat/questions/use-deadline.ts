"use client";
import { useEffect, useState } from "react";
import { type Deadline, deadlineOf } from "#components/chat/questions/deadline.ts";
import { useHydrated } from "#components/ui/hydrated.ts";

const LONGEST_TIMER = 3_600_000;

/** A deadline's words as time goes by; null without one, and until the page knows its clock. */
export function useDeadline(expiresAt: string | null): Deadline | null {
  const hydrated = useHydrated();
  const [now, setNow] = useState(() => Date.now());
  const deadline = expiresAt && hydrated ? deadlineOf(expiresAt, now) : null;
  const next = deadline && !deadline.over ? Math.min(deadline.next, LONGEST_TIMER) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick sets the next one, also where both wait as long
  useEffect(() => {
    if (next === null) return;
    const timer = setTimeout(() => setNow(Date.now()), next);
    return () => clearTimeout(timer);
  }, [next, now]);
  return deadline;
}
