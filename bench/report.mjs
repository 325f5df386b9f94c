// Tables from the load tools' results: every figure beside the limits, as a ratio of the floor where it is a cost.
import { readFileSync } from "node:fs";

const whole = (value) => (value === undefined || value === null ? "–" : String(Math.round(value)));
const tenth = (value) => (value === undefined || value === null ? "–" : value.toFixed(1));

/** The runs of each scenario of each target in these files together, as `results[target][scenario]`. */
export function readResults(...files) {
  const results = {};
  for (const line of files.flatMap((file) => readFileSync(file, "utf8").trim().split("\n"))) {
    const { target, scn, raw } = JSON.parse(line);
    results[target] ??= {};
    results[target][scn] = [...(results[target][scn] ?? []), ...raw];
  }
  return results;
}

/** The median of what a figure was in the runs; undefined where it was in none. */
export function median(runs, figure) {
  const values = (runs ?? []).map(figure).filter((value) => Number.isFinite(value));
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return sorted.length > 0 ? (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2 : undefined;
}

/** What must not differ from run to run: all of them together. */
export const total = (runs, figure) => (runs ?? []).reduce((sum, run) => sum + figure(run), 0);

/** CPU milliseconds of server and database together. */
export const per1k = (run) => run.msPer1k + run.dbMsPer1k;
export const perTurn = (run) => run.msPerTurn + run.dbMsPerTurn;

/** The table as text: medians of the runs, and what went wrong in any of them. */
export function table(results) {
  const ratio = (cost, target, name) => {
    const [own, floor] = [target, "floor"].map((one) => median(results[one]?.[name], cost));
    return own === undefined ? "–" : `${tenth(own)}${floor ? ` = ${(own / floor).toFixed(2)} ×` : ""}`;
  };
  const scenarios = [...new Set(Object.values(results).flatMap((runs) => Object.keys(runs)))];
  const rows = scenarios.flatMap((name) =>
    Object.keys(results).flatMap((target) => {
      const runs = results[target][name];
      if (!runs) return [];
      const of = (figure, draw = whole) =>
        draw(median(runs, typeof figure === "string" ? (run) => run[figure] : figure));
      const sum = (figure) => total(runs, (run) => run[figure]);
      return [
        [
          name,
          target,
          ratio(per1k, target, name),
          ratio(perTurn, target, name),
          `${of("dbMsPer1k", tenth)} / ${of("dbMsPerTurn", tenth)}`,
          `${of("ttft50")} / ${of("ttft99")}`,
          `${of("gap50")} / ${of("gap99")}`,
          of("turnsPs"),
          `${of("rssBase")} → ${of("rssPeak")}`,
          of("kbPerStream"),
          `${sum("ok")}/${sum("streams")}`,
          `${sum("lost")} / ${sum("dup")} / ${sum("inexact")}`,
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
