import type { AuditQuery } from "./audit-filter.tsx";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The days of a filter, in UTC, as the API takes them: from the beginning of the first to the end of the last, where one is. */
export function filterQuery({ from, to, ...rest }: AuditQuery): URLSearchParams {
  const given = Object.entries(rest).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(given);
  if (from) query.set("from", startOf(from, 0));
  if (to) query.set("to", startOf(to, 1));
  return query;
}

function startOf(day: string, daysLater: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + daysLater * DAY_MS).toISOString();
}
