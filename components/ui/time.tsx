"use client";
import { useEffect, useState } from "react";
import { useHydrated } from "#components/ui/hydrated.ts";

/** The current time, renewed every so often while it is needed. */
export function useNow(every: number, on = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every, on]);
  return now;
}

/** "now", "5 min", "3 h", "2 d", then the date. */
export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1_440) return `${Math.floor(minutes / 60)} h`;
  if (minutes < 10_080) return `${Math.floor(minutes / 1_440)} d`;
  return new Date(at).toLocaleDateString(undefined, dayOf(at, now));
}

/** How a day is written: with its year, when that is not this one. */
const dayOf = (at: string, now: number): Intl.DateTimeFormatOptions => ({
  ...{ day: "numeric", month: "short" },
  ...(new Date(at).getFullYear() !== new Date(now).getFullYear() && { year: "numeric" }),
});

/** "0.4 s", "12 s", "3 min 05 s". */
export function lasted(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`
    : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

export function Ago({ at, className }: { at: string; className?: string }) {
  const hydrated = useHydrated();
  const now = useNow(60_000);
  return (
    <time dateTime={at} title={hydrated ? new Date(at).toLocaleString() : undefined} className={className}>
      {hydrated ? ago(at, now) : null}
    </time>
  );
}

/** Date and time of day, to the second. */
export const dateTime = (at: string): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function At({ at, className }: { at: string; className?: string }) {
  const hydrated = useHydrated();
  return (
    <time dateTime={at} className={className}>
      {hydrated ? dateTime(at) : null}
    </time>
  );
}

/** The time of day, with the day before it when that is not today's. */
function clock(at: string): string {
  const date = new Date(at);
  const time = { hour: "numeric", minute: "2-digit" } as const;
  if (date.toDateString() === new Date().toDateString()) return date.toLocaleTimeString(undefined, time);
  return date.toLocaleString(undefined, { ...dayOf(at, Date.now()), ...time });
}

export function Clock({ at, className }: { at: string; className?: string }) {
  const hydrated = useHydrated();
  return (
    <time dateTime={at} className={className}>
      {hydrated ? clock(at) : null}
    </time>
  );
}

/** How long something took, or has been going on. */
export function Lasted({ from, to, className }: { from: string; to: string | null | undefined; className?: string }) {
  const hydrated = useHydrated();
  const now = useNow(1_000, !to);
  if (!to && !hydrated) return null;
  const end = to ? Date.parse(to) : now;
  return <span className={className}>{lasted(end - Date.parse(from))}</span>;
}
