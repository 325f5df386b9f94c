// One table from the load tools' results: every figure beside the limits, as a ratio of the floor where it is a cost.
import { readFileSync } from "node:fs";

const whole = (value) => (value === undefined || value === null ? "–" : String(Math.round(value)));
const tenth = (value) => (value === undefined || value === null ? "–" : value.toFixed(1));

/** Rows by target and scenario, the last run of each. */
export function readResults(file) {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return Object.groupBy(
    lines.map((line) => JSON.parse(line)),
    ({ target }) => target,
  );
}

/** The table as text. Costs count server and database together. */
export function table(results) {
  const find = (target, name) => results[target]?.findLast(({ scn }) => scn === name);
  const per1k = (row) => row && row.msPer1k + row.dbMsPer1k;
  const perTurn = (row) => row && row.msPerTurn + row.dbMsPerTurn;
  const ratio = (cost, target, name) => {
    const [own, floor] = [cost(find(target, name)), cost(find("floor", name))];
    return own === undefined ? "–" : `${tenth(own)}${floor ? ` = ${(own / floor).toFixed(2)} ×` : ""}`;
  };
  const scenarios = [...new Set(Object.values(results).flatMap((rows) => rows.map(({ scn }) => scn)))];
  const rows = scenarios.flatMap((name) =>
    Object.keys(results).flatMap((target) => {
      const row = find(target, name);
      if (!row) return [];
      return [
        [
          name,
          target,
          ratio(per1k, target, name),
          ratio(perTurn, target, name),
          `${tenth(row.dbMsPer1k)} / ${tenth(row.dbMsPerTurn)}`,
          `${whole(row.ttft50)} / ${whole(row.ttft99)}`,
          `${whole(row.gap50)} / ${whole(row.gap99)}`,
          whole(row.turnsPs),
          `${whole(row.rssBase)} → ${whole(row.rssPeak)}`,
          whole(row.kbPerStream),
          `${row.ok}/${row.streams}`,
          `${row.lost} / ${row.dup} / ${row.inexact}`,
        ],
      ];
    }),
  );
  const head = [
    "scenario",
    "target",
    "CPU ms/1k tokens × floor",
    "CPU ms/turn × floor",
    "of it database",
    "first token p50/p99 ms",
    "gap p50/p99 ms",
    "turns/s",
    "RSS MB",
    "kB/stream",
    "ok",
    "lost/dup/inexact",
  ];
  return draw(head, rows);
}

/** A table as Markdown, in columns. */
export function draw(head, rows) {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}
