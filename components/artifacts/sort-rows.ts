import type { CellValue, TableSpec } from "#lib/domain/session/artifacts.ts";

export interface Sorting {
  key: string;
  down: boolean;
}

/** Rows in the order of one column: numbers by size, text as people sort it, missing values always last. */
export function sortRows(rows: TableSpec["rows"], sorting: Sorting | null): TableSpec["rows"] {
  if (!sorting) return rows;
  const { key, down } = sorting;
  return rows.toSorted((a, b) => {
    const one = a[key] ?? null;
    const other = b[key] ?? null;
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return down ? compare(other, one) : compare(one, other);
  });
}

function compare(a: NonNullable<CellValue>, b: NonNullable<CellValue>): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true, sensitivity: "base" });
}

/** First rising, then falling, then as it came. */
export const nextSorting = (now: Sorting | null, key: string): Sorting | null =>
  now?.key !== key ? { key, down: false } : now.down ? null : { key, down: true };
