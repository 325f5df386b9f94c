/** Days in UTC, both included. */
export interface Range {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOST_DAYS = 366;

export const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

/** What an address asks for where that makes sense, else the last thirty days. */
export function rangeOf({ from, to }: Partial<Range>, today: string): Range {
  const makesSense = isDay(from) && isDay(to) && from <= to && Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS;
  return makesSense ? { from, to } : { from: daysBefore(today, 29), to: today };
}

const isDay = (text: string | undefined): text is string =>
  text !== undefined && DATE.test(text) && !Number.isNaN(Date.parse(text));

/** Ranges that people ask for most. */
export function presets(today: string): (Range & { name: string })[] {
  const month = `${today.slice(0, 8)}01`;
  const before = daysBefore(month, 1);
  return [
    { name: "7 days", from: daysBefore(today, 6), to: today },
    { name: "30 days", from: daysBefore(today, 29), to: today },
    { name: "This month", from: month, to: today },
    { name: "Last month", from: `${before.slice(0, 8)}01`, to: before },
  ];
}

/** Every day of a range, those without anything too. */
export function daysOf({ from, to }: Range): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}
