import { expect, test } from "vitest";
import { chartTable, tickLabel } from "#components/artifacts/chart-table.ts";
import { nextSorting, sortRows } from "#components/artifacts/sort-rows.ts";

test("rows are sorted by size or as people sort text; missing values are always last", () => {
  const rows = [
    { n: 10, t: "b10" },
    { n: null, t: null },
    { n: 9, t: "B2" },
  ];
  expect(sortRows(rows, { key: "n", down: false }).map((row) => row.n)).toEqual([9, 10, null]);
  expect(sortRows(rows, { key: "n", down: true }).map((row) => row.n)).toEqual([10, 9, null]);
  expect(sortRows(rows, { key: "t", down: false }).map((row) => row.t)).toEqual(["B2", "b10", null]);
  expect(sortRows(rows, null)).toBe(rows);
});

test("a column is sorted up, then down, then not at all", () => {
  const up = nextSorting(null, "n");
  const down = nextSorting(up, "n");
  expect([up, down, nextSorting(down, "n")]).toEqual([{ key: "n", down: false }, { key: "n", down: true }, null]);
});

test("a chart has its figures as a table", () => {
  const table = chartTable({
    type: "bar",
    title: "Revenue",
    description: "",
    x: { label: "Month", type: "date" },
    series: [{ key: "v", name: "Sum", unit: "€" }],
    data: [{ x: "2025-01", v: 3 }],
  });
  expect(table.columns).toEqual([
    { key: "x", label: "Month", align: "left", format: "month" },
    { key: "v", label: "Sum", align: "right", unit: "€" },
  ]);
});

test("ticks are short", () => {
  expect(tickLabel("2025-03", "date")).toBe("Mar 25");
  expect(tickLabel("2025-03-09", "date")).toBe("9 Mar");
  expect(tickLabel("A very long category", "category")).toBe("A very long c…");
});
