import { parseArgs } from "node:util";
import { ensureBuild } from "#lib/server/build-app.ts";
import { ensureClient } from "#lib/server/generate-client.ts";
import { createLedger, failuresOf, type Ledger, percentile } from "./ledger.ts";
import type { Row } from "./row.ts";
import { rows } from "./rows.ts";
import { runRow } from "./run-row.ts";
import type { StageOptions } from "./stage.ts";

const USAGE = "npm run chaos -- [--rounds 5] [--seed N] [--first 0] [--row a,b] [--processes 2] [--proxy]";

const stop = (sentence: string): never => {
  console.error(sentence);
  process.exit(2);
};
function readArguments() {
  try {
    return parseArgs({
      options: {
        rounds: { type: "string", default: "5" },
        seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
        first: { type: "string", default: "0" },
        row: { type: "string", default: rows.map((row) => row.name).join(",") },
        processes: { type: "string" },
        proxy: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    return stop(`${(error as Error).message}\n${USAGE}`);
  }
}
const { values } = readArguments();
const numberOf = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) stop(`"${text}" is no number.`);
  return Number(text);
};
const rounds = numberOf(values.rounds) || stop("No rounds prove nothing: --rounds takes 1 or more.");
const seed = numberOf(values.seed);
const first = numberOf(values.first);
const processes = numberOf(values.processes ?? "2");
const chosen = values.row
  .split(",")
  .map((name) => rows.find((row) => row.name === name) ?? stop(`There is no row ${name}: ${rows.map((r) => r.name)}.`));

const head = ["row", "rounds", "turns", "lost", "repeated", "reordered", "foreign", "tallies"];
const measures = Object.keys(createLedger().times).map((what) => `${what} p50/p99/max ms`);
const lines: string[][] = [[...head, ...measures, "verdict"]];
const drawTimes = (times: readonly number[]): string =>
  times.length > 0 ? [0.5, 0.99, 1].map((part) => Math.round(percentile(times, part))).join(" / ") : "–";
let failed = false;

async function judge(row: Row, given: StageOptions): Promise<void> {
  const options = { ...given, processes: Math.max(row.leastProcesses, given.processes) };
  const title = `${row.name} ×${options.processes}${options.proxy ? " proxy" : ""}`;
  let known = 0;
  const onRound = (round: number, { broken }: Ledger): void => {
    console.log(`  ${title} round ${round}: ${broken.slice(known).join("; ") || "whole"}`);
    known = broken.length;
  };
  const ledger = await runRow(row, { ...options, rounds, first, seed, onRound });
  const failures = failuresOf(ledger, row.limits?.(options) ?? {});
  const { turns, lost, repeated, reordered, foreign, tallies, idle, times } = ledger;
  const counted = idle > 0 ? `${ledger.rounds} (+${idle})` : String(ledger.rounds);
  const numbers = [turns, lost, repeated, reordered, foreign, tallies].map(String);
  lines.push([
    title,
    counted,
    ...numbers,
    ...Object.values(times).map(drawTimes),
    failures.length > 0 ? "FAIL" : "PASS",
  ]);
  failed ||= failures.length > 0;
  for (const failure of failures.slice(0, 20)) console.log(`  ${title} FAIL: ${failure}`);
}

await ensureClient();
await ensureBuild();
console.log(`Seed ${seed}: npm run chaos -- --seed ${seed} --rounds ${rounds} --first ${first}`);
for (const row of chosen) await judge(row, { processes, proxy: values.proxy });

const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
for (const line of lines) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
console.log(failed ? `FAIL (seed ${seed})` : `PASS (seed ${seed})`);
process.exit(failed ? 1 : 0);
