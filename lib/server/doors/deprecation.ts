import type { Actor } from "#lib/application/context.ts";
import { log } from "#lib/server/log.ts";

/** A door that will be closed: since when it is deprecated, when it closes (ISO 8601), and what takes its place. */
export interface Deprecation {
  since: string;
  sunset: string;
  successor: string;
}

/** RFC 9745 and RFC 8594: every answer of such a door says so. */
export function deprecationHeaders(deprecation: Deprecation | undefined): [name: string, value: string][] {
  if (!deprecation) return [];
  const { since, sunset, successor } = deprecation;
  return [
    ["deprecation", `@${Date.parse(since) / 1_000}`],
    ["sunset", new Date(sunset).toUTCString()],
    ["link", `<${successor}>; rel="successor-version", </api/docs>; rel="deprecation"; type="text/html"`],
  ];
}

/** Old clients have a year to move on. */
export const untilSunset = (successor: string): Deprecation => ({
  since: "2026-11-21T00:00:00.000Z",
  sunset: "2027-11-21T00:00:00.000Z",
  successor,
});

const MAX_WARNED = 10_000;
const warned = new Set<string>();

/** One line in the log for each client, which names it, so that an operator can find who still comes this way. */
export function warnOnce(path: string, { sunset, successor }: Deprecation, actor: Actor): void {
  const client = actor.kind === "apiKey" ? `key:${actor.keyId}` : `user:${actor.userId}`;
  if (warned.has(client)) return;
  if (warned.size >= MAX_WARNED) warned.clear();
  warned.add(client);
  log.warn("A client uses deprecated endpoints", { client, path, sunset, successor });
}
