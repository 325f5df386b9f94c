// npm run bench -- --soak MINUTES: what the server holds under a load that goes on (soak.mjs).
// npm run bench -- --processes [--steps 200,300,…]: what two processes on one PostgreSQL carry beside one (processes.mjs).
// npm run bench -- --agents: what an agent's log, sessions and feed cost (agents.mjs); needs no load tools.
// npm run bench -- --limits: what knowing who asks and counting the call add to a request (limits.mjs); needs no load tools.
// npm run bench -- --resolver: what it costs to know which model answers (resolver.mjs); needs no load tools.
// npm run bench -- --idle: connections that only listen (idle.mjs); needs no load tools.
// npm run bench -- [--quick] [--tools DIR] [--target proxy,floor,throughline] [--scn 'paced200*2,…'] [--profile FILE]
// Measures Throughline beside its limits: a proxy that only moves bytes, and Next + AI SDK without storage (the floor).
// Twice, there and back again, as a machine that others share is not as quick in one quarter of an hour as in the next.
// Exits 1 when a goal is missed (goals.mjs).
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { HEAD, isMissed, isUnmeasured, judge } from "./goals.mjs";
import { draw, readResults, table } from "./report.mjs";

const { values } = parseArgs({
  options: {
    agents: { type: "boolean", default: false },
    idle: { type: "boolean", default: false },
    limits: { type: "boolean", default: false },
    resolver: { type: "boolean", default: false },
    connections: { type: "string" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    tools: { type: "string" },
    target: { type: "string", default: "proxy,floor,throughline" },
    scn: { type: "string" },
    warm: { type: "string" },
    profile: { type: "string" },
    soak: { type: "string" },
    processes: { type: "boolean", default: false },
    steps: { type: "string", default: "300,450,600,900" },
  },
});
const here = import.meta.dirname;
const root = dirname(here);
const tools = join(here, "tools");
const results = join(here, "results");
const scenarios =
  values.scn ??
  (values.quick
    ? "paced200*1,closed32x20*2,paced300*1"
    : "paced200*3,closed32x20*3,paced300*2,closed32x500*1,paced500*1,paced1000*1");

function run(command, args, cwd, env = {}) {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

if (values.agents) {
  run(process.execPath, [join(here, "agents.mjs"), ...(values.only ? ["--only", values.only] : [])], root);
  process.exit(0);
}

if (values.limits) {
  run(process.execPath, [join(here, "limits.mjs")], root);
  process.exit(0);
}

if (values.resolver) {
  run(process.execPath, [join(here, "resolver.mjs")], root);
  process.exit(0);
}

if (values.idle) {
  run(
    process.execPath,
    [join(here, "idle.mjs"), ...(values.connections ? ["--connections", values.connections] : [])],
    root,
  );
  process.exit(0);
}

const source = resolve(values.tools ?? join(root, "..", "shared", "bench"));
if (!existsSync(join(source, "load.mjs"))) {
  console.error(`The load tools are not in ${source}: name their folder with --tools DIR.`);
  process.exit(1);
}
mkdirSync(tools, { recursive: true });
cpSync(source, tools, { recursive: true });
if (!existsSync(join(tools, "node_modules/undici")))
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "undici@7"], tools);
const floor = join(tools, "floor");
if (
  !values.soak &&
  !values.processes &&
  values.target.split(",").includes("floor") &&
  !existsSync(join(floor, ".next/BUILD_ID"))
) {
  run("npm", ["install", "--no-audit", "--no-fund"], floor);
  run(process.execPath, ["node_modules/next/dist/bin/next", "build"], floor, { NEXT_TELEMETRY_DISABLED: "1" });
}
run(process.execPath, [join(root, "lib/server/build-app.ts")], root);

if (values.soak) {
  run(process.execPath, [join(here, "soak.mjs"), "--minutes", values.soak, "--tools", tools], root);
  process.exit(0);
}
rmSync(results, { recursive: true, force: true });
if (values.processes) {
  run(
    process.execPath,
    [join(here, "processes.mjs"), "--tools", tools, "--out", results, "--steps", values.steps],
    root,
  );
  process.exit(0);
}
const targets = values.target.split(",");
const asked = { scenarios: scenarios.split(",").map((one) => one.split("*")[0]), targets };
const options = ["--targets", join(here, "targets.mjs"), "--scn", scenarios];
const warm = values.warm ?? (values.quick ? "5" : "8");
const passes = values.quick || values.profile ? [targets] : [targets, targets.toReversed()];
const files = passes.map((_, pass) => join(results, `${pass + 1}`, "results.jsonl"));
const unmeasured = [];
for (const [pass, order] of passes.entries()) {
  const args = ["--target", order.join(","), ...options, "--warm", warm, "--out", dirname(files[pass])];
  run(process.execPath, [join(tools, "load.mjs"), ...args], tools, {
    ...(values.profile ? { BENCH_PROFILE: resolve(values.profile) } : {}),
  });
  // What failed to start in one pass is not to be covered by the other.
  unmeasured.push(...judge(readResults(files[pass]), asked).filter(isUnmeasured));
}
const measured = readResults(...files);
const goals = judge(measured, asked);
console.log(`\n${table(measured)}\n\n${draw(HEAD, goals)}`);
for (const [figure] of unmeasured) console.log(`Nothing measured in one pass: ${figure}`);
process.exit(goals.some(isMissed) || unmeasured.length > 0 ? 1 : 0);
