"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo, useState } from "react";
import { nextSorting, type Sorting, sortRows } from "#components/artifacts/sort-rows.ts";
import { cn } from "#components/ui/cn.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { each } from "#components/ui/each.ts";
import { ScrollRegion } from "#components/ui/scroll-region.tsx";
import type { TableColumn, TableSpec } from "#lib/domain/session/artifacts.ts";
import { formatValue } from "#lib/domain/session/format-value.ts";

const ALIGN = { left: "text-start", right: "text-end", center: "text-center" };
const FIRST_ROWS = 100;

export function DataTable({ table }: { table: TableSpec }) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const [all, setAll] = useState(false);
  const rows = useMemo(() => sortRows(table.rows, sorting), [table.rows, sorting]);
  const shown = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <figure className="overflow-hidden rounded-xl border border-line bg-surface">
      <figcaption className="flex items-center gap-2 border-line border-b py-1 ps-3.5 pe-1">
        <span className="min-w-0 flex-1 font-medium text-ui" dir="auto">
          {table.title}
        </span>
        <span className="whitespace-nowrap text-muted text-xs">
          {table.rows.length} {table.rows.length === 1 ? "row" : "rows"}
        </span>
        <CopyButton text={() => asTsv(table, rows)} label="Copy table" />
      </figcaption>
      <ScrollRegion label={table.title} className="max-h-96">
        <table className="w-full text-ui">
          <caption className="sr-only">{table.title}</caption>
          <thead className="sticky top-0 z-1 bg-sunken">
            <tr>
              {table.columns.map((column) => (
                <Head
                  key={column.key}
                  column={column}
                  sorting={sorting}
                  onSort={() => setSorting(nextSorting(sorting, column.key))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {each(shown, (row) => (
              <tr className="border-line border-t hover:bg-sunken">
                {table.columns.map((column) => (
                  <td
                    key={column.key}
                    dir="auto"
                    className={cn(
                      "max-w-80 truncate px-3.5 py-1.5",
                      ALIGN[column.align],
                      column.align === "right" && "tabular-nums",
                    )}
                  >
                    {formatValue(row[column.key], column.format, column.unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {shown.length < rows.length ? (
        <button
          type="button"
          className="w-full border-line border-t py-1.5 text-muted text-xs hover:bg-hover"
          onClick={() => setAll(true)}
        >
          Show all {rows.length} rows
        </button>
      ) : null}
    </figure>
  );
}

function Head({ column, sorting, onSort }: { column: TableColumn; sorting: Sorting | null; onSort: () => void }) {
  const mine = sorting?.key === column.key ? sorting : null;
  const Arrow = mine?.down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={mine ? (mine.down ? "descending" : "ascending") : "none"}
      className={ALIGN[column.align]}
    >
      <button
        type="button"
        onClick={onSort}
        className={cn(
          "group inline-flex w-full items-center gap-1 px-3.5 py-2 font-medium text-muted text-xs hover:text-foreground focus-visible:-outline-offset-2",
          column.align === "right" && "flex-row-reverse",
        )}
      >
        {column.label}
        <Arrow aria-hidden className={cn("size-3", mine ? "" : "opacity-0 group-hover:opacity-60")} />
      </button>
    </th>
  );
}

const asTsv = (table: TableSpec, rows: TableSpec["rows"]): string =>
  [
    table.columns.map((column) => column.label),
    ...rows.map((row) => table.columns.map((column) => String(row[column.key] ?? "").replace(/[\t\n]/g, " "))),
  ]
    .map((cells) => cells.join("\t"))
    .join("\n");
