import type { Actor } from "#lib/application/context.ts";
import { log } from "#lib/server/log.ts";
import type { Deprecation, Door } from "./door.ts";
import { operationId } from "./operation-id.ts";

/** RFC 9745 and RFC 8594: every answer of such a door says so. The successor's path has parameters, so its documentation is linked. */
export function deprecationHeaders(deprecation: Deprecation | undefined): [name: string, value: string][] {
  if (!deprecation) return [];
  const { since, sunset, successor } = deprecation;
  return [
    ["deprecation", `@${Date.parse(since) / 1_000}`],
    ["sunset", new Date(sunset).toUTCString()],
    [
      "link",
      `</api/docs#${operationId(successor)}>; rel="successor-version"; type="text/html", </api/docs>; rel="deprecation"; type="text/html"`,
    ],
  ];
}

/** Old clients have a year to move on. */
export const untilSunset = (method: Door["method"], path: string): Deprecation => ({
  since: "2026-11-21T00:00:00.000Z",
  sunset: "2027-11-21T00:00:00.000Z",
  successor: { method, path },
});

const MAX_WARNED = 10_000;

/**
 * One line in the log for each client, which names it, so that an operator can find who still comes this way. `warned`
 * is the process's, because doors are in Next's bundle and outside of it.
 */
export function warnOnce(warned: Set<string>, path: string, { sunset, successor }: Deprecation, actor: Actor): void {
  const client = actor.kind === "apiKey" ? `key:${actor.keyId}` : `user:${actor.userId}`;
  if (warned.has(client)) return;
  if (warned.size >= MAX_WARNED) warned.clear();
  warned.add(client);
  log.warn("A client uses deprecated endpoints", { client, path, sunset, successor: successor.path });
}
