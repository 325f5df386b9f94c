// npm run bench -- --processes: how many paced streams one process carries, and two on one PostgreSQL (streams shared out by
// the load generator), by steps. Exits 1 when two carry less than 1.7 times as many, unless the machine was the limit and the
// cost per token says that it would have been.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { notCarried } from "./goals.mjs";
import { draw, readResults } from "./report.mjs";
import { compare, shares } from "./shares.mjs";

const { values } = parseArgs({
  options: { tools: { type: "string" }, out: { type: "string" }, steps: { type: "string" } },
});
const steps = values.steps.split(",").map(Number);
const scenarios = steps.map((count) => `paced${count}`);
const cores = availableParallelism();

function load(target, processes) {
  const out = join(values.out, `${target}-${processes}`);
  const targets = ["--target", target, "--targets", join(import.meta.dirname, "targets.mjs")];
  const options = ["--scn", scenarios.join(","), "--runs", "1", "--out", out];
  // Each process runs as warm as one alone.
  options.push("--warm", String(8 * processes), "--warmturns", String(1_500 * processes));
  const env = { ...process.env, BENCH_PROCESSES: String(processes) };
  const { status } = spawnSync(process.execPath, [join(values.tools, "load.mjs"), ...targets, ...options], {
    ...{ cwd: values.tools, stdio: "inherit", env },
  });
  const file = join(out, "results.jsonl");
  if (status === 0 && existsSync(file)) return readResults(file)[target];
  console.error(`Nothing was measured of ${processes} × ${target}: see ${out}.`);
  process.exit(1);
}

const results = { proxy: load("proxy", 1), one: load("throughline", 1), two: load("throughline", 2) };
const rows = ["one", "two"].flatMap((target) =>
  steps.map((count) => {
    const why = notCarried(results, target, `paced${count}`);
    const [run] = results[target][`paced${count}`] ?? [];
    if (!run) return [target, String(count), "–", "–", "–", "–", "–", "–", "not reached"];
    const { server, database, model, generator, sum } = shares(run);
    return [
      ...[
        target,
        String(count),
        `${Math.round(run.ttft50)} / ${Math.round(run.ttft99)}`,
        String(Math.round(run.gap99)),
      ],
      (run.msPer1k + run.dbMsPer1k).toFixed(0),
      [server, database, model, generator].map((share) => share.toFixed(2)).join(" + "),
      `${sum.toFixed(2)} of ${cores}`,
      run.load,
      why.join(", ") || "carried",
    ];
  }),
);
const head = ["processes", "streams", "first token p50/p99 ms", "gap p99 ms", "CPU ms/1k tokens"];
const more = ["cores: server + database + model + load", "together", "machine's load", "verdict"];
console.log(`\n${draw([...head, ...more], rows)}\n`);
const { sentences, held } = compare(results, steps, cores);
for (const sentence of sentences) console.log(sentence);
process.exit(held ? 0 : 1);
