// npm run bench -- --processes: how many paced streams one process carries, and two on one PostgreSQL (streams of many people,
// shared out by the load generator), by steps. Exits 1 when two carry less than 1.7 times as many, unless the machine was the
// limit and the cost per token says that it would have been.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { faultsIn, notCarried } from "./goals.mjs";
import { draw, per1k, readResults } from "./report.mjs";
import { compare, shares, typical } from "./shares.mjs";

const { values } = parseArgs({
  options: { tools: { type: "string" }, out: { type: "string" }, steps: { type: "string" } },
});
const steps = values.steps.split(",").map(Number);
const scenarios = steps.map((count) => `paced${count}`);
const cores = availableParallelism();
/** Runs of each step; the first one warms up what it needs. */
const RUNS = 3;
const PEOPLE = 127;
const faults = [];

function load(target, processes, name) {
  const out = join(values.out, name);
  const machine = join(out, "machine.jsonl");
  const targets = ["--target", target, "--targets", join(import.meta.dirname, "targets.mjs")];
  const options = ["--scn", scenarios.join(","), "--runs", String(RUNS), "--out", out];
  // Each process runs as warm as one alone.
  options.push("--warm", String(8 * processes), "--warmturns", String(1_500 * processes));
  const many = { BENCH_PROCESSES: String(processes), BENCH_PEOPLE: String(PEOPLE), BENCH_MACHINE: machine };
  const { status } = spawnSync(process.execPath, [join(values.tools, "load.mjs"), ...targets, ...options], {
    ...{ cwd: values.tools, stdio: "inherit", env: { ...process.env, ...many } },
  });
  const file = join(out, "results.jsonl");
  const measured = status === 0 && existsSync(file) && readResults(file)[target];
  if (!measured) {
    console.error(`Nothing was measured of ${processes} × ${target}: see ${out}.`);
    process.exit(1);
  }
  for (const [scenario, runs] of Object.entries(measured))
    faults.push(...faultsIn(runs).map((fault) => `${name}, ${scenario}: ${fault}`));
  return withMachine(measured, machine);
}

/** The runs that count, each with what its busiest second took of the machine; the first line of those is the warm-up's. */
function withMachine(measured, file) {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(1).map(JSON.parse) : [];
  const seconds = Object.groupBy(lines, ({ streams }) => `paced${streams}`);
  const warm = ([scenario, runs]) => [
    scenario,
    runs.map((run, index) => ({ ...run, busiest: seconds[scenario]?.[index]?.busiest })).slice(1),
  ];
  return Object.fromEntries(Object.entries(measured).map(warm));
}

const together = (...parts) =>
  Object.fromEntries(scenarios.map((name) => [name, parts.flatMap((part) => part[name] ?? [])]));

// There and back again: a machine that grows slower or faster meanwhile does so for both.
const proxy = load("proxy", 1, "proxy");
const [one, two] = [load("throughline", 1, "one-first"), load("throughline", 2, "two-first")];
const [twoAgain, oneAgain] = [load("throughline", 2, "two-second"), load("throughline", 1, "one-second")];
const results = { proxy, one: together(one, oneAgain), two: together(two, twoAgain) };
const rows = ["one", "two"].flatMap((target) =>
  steps.map((count) => {
    const why = notCarried(results, target, `paced${count}`);
    const run = typical(results[target][`paced${count}`]);
    if (!run) return [target, String(count), "–", "–", "–", "–", "–", "–", "–", "not reached"];
    const { server, database, model, generator, sum } = shares(run);
    return [
      ...[
        target,
        String(count),
        `${Math.round(run.ttft50)} / ${Math.round(run.ttft99)}`,
        String(Math.round(run.gap99)),
      ],
      per1k(run).toFixed(0),
      [server, database, model, generator].map((share) => share.toFixed(2)).join(" + "),
      `${sum.toFixed(2)} of ${cores}`,
      run.busiest === undefined ? "–" : `${Math.round(100 * run.busiest)} %`,
      String(run.load),
      why.join(", ") || "carried",
    ];
  }),
);
const head = ["processes", "streams", "first token p50/p99 ms", "gap p99 ms", "CPU ms/1k tokens"];
const more = ["cores: server + database + model + load", "together", "busiest second", "load", "verdict"];
console.log(`\n${draw([...head, ...more], rows)}\n`);
const { sentences, held } = compare(results, steps, cores);
for (const sentence of [...sentences, ...faults]) console.log(sentence);
process.exit(held && faults.length === 0 ? 0 : 1);
