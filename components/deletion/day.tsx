"use client";
import { useHydrated } from "#components/ui/hydrated.ts";

/** A day as people write it, in their own zone; until it is known which that is, in UTC. */
export function Day({ at }: { at: string }) {
  const hydrated = useHydrated();
  const options = { day: "numeric", month: "long", year: "numeric" } as const;
  return (
    <time dateTime={at} suppressHydrationWarning>
      {new Date(at).toLocaleDateString(hydrated ? undefined : "en", {
        ...options,
        ...(!hydrated && { timeZone: "UTC" }),
      })}
    </time>
  );
}
