type Point = { period: string; value: number | null; count: number };

const MOST_POINTS = 400;

/** Puts a gap (value null) where a period between the first and the last has no row. */
export function fillPeriods(points: Point[], grain: "day" | "month" | "year"): Point[] {
  const [first, last] = [points[0]?.period, points.at(-1)?.period];
  if (first === undefined || last === undefined) return [];
  const known = new Map(points.map((point) => [point.period, point]));
  const filled: Point[] = [];
  for (let period = first; period <= last; period = next(period, grain)) {
    filled.push(known.get(period) ?? { period, value: null, count: 0 });
    if (filled.length > MOST_POINTS) return points.slice(-MOST_POINTS);
  }
  return filled;
}

function next(period: string, grain: "day" | "month" | "year"): string {
  const [year = 0, month = 1, day = 1] = period.split("-").map(Number);
  if (grain === "year") return String(year + 1).padStart(4, "0");
  if (grain === "month") return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
  return new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 10);
}
