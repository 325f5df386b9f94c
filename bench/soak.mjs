// node bench/soak.mjs --minutes 30 --tools DIR [--streams 24]
// People who talk for a while, leave and come back, over and over: after every minute the server collects its garbage
// and says what it still holds. Exits 1 when that grows, a token was lost, repeated or reordered, a request failed, or a
// minute passed in which no turn ended.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { soakFailures, thirds } from "./goals.mjs";
import { targets } from "./targets.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    streams: { type: "string", default: "24" },
    tools: { type: "string" },
  },
});
const minutes = Number(values.minutes);
const streams = Number(values.streams);
if (!(minutes >= 3)) {
  console.error("A soak needs 3 minutes or more: its last third is held against the one before.");
  process.exit(2);
}
const TURNS = 4;
const TOKENS = 90;
const folder = mkdtempSync(join(tmpdir(), "throughline-soak-"));
const heapFile = join(folder, "heap.jsonl");
const { throughline: target } = targets;
const { origin } = target;

const start = (command, args, env, name) => {
  const log = openSync(join(folder, `${name}.log`), "w");
  return spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", log, log] });
};
const llmPort = process.env.BENCH_LLM_PORT ?? "9100";
const llm = start(process.execPath, [join(values.tools, "fake-llm.mjs"), "--port", llmPort], {}, "llm");
const server = start(target.start.cmd, target.start.args, { ...target.start.env, BENCH_HEAP: heapFile }, "server");
process.on("exit", () => {
  llm.kill();
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (let tries = 0; ; tries++) {
  if ((await fetch(target.ready).catch(() => null))?.ok) break;
  if (tries === 600 || server.exitCode !== null) throw new Error(readFileSync(join(folder, "server.log"), "utf8"));
  await sleep(400);
}

const ctx = {};
await target.setup(ctx);
const headers = { authorization: `Bearer ${ctx.keys[0]}`, "content-type": "application/json" };
const expected = Array.from({ length: TOKENS }, (_, i) => `${i.toString(16).padStart(4, "0")} `)
  .join("")
  .trimEnd();
const totals = { turns: 0, wrong: 0, errors: 0 };
const turns = [];
const until = performance.now() + minutes * 60_000;

async function ask(url, options) {
  const response = await fetch(url, { ...options, headers: { ...headers, ...options.headers } });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}

function note(error) {
  totals.errors += 1;
  console.error(String(error).slice(0, 200));
}

async function turn(prepared) {
  const { path, body, headers: own } = target.request(ctx, { model: `fake-n${TOKENS}-r30`, p: prepared });
  const response = await ask(origin + path, { method: "POST", headers: own, body });
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith('data: {"type":"text-delta"'));
  const text = lines.map((line) => JSON.parse(line.slice(6)).delta).join("");
  totals.turns += 1;
  if (text.trimEnd() !== expected) totals.wrong += 1;
}

/** A session with a second reader of its feed, some turns, and its end: half of them completed, half deleted. */
async function visit(n) {
  const prepared = await target.prepare(ctx, n);
  const path = `${origin}/api/sessions/${prepared.sessionId}`;
  const reader = new AbortController();
  const followed = ask(`${path}/events`, { signal: reader.signal })
    .then((feed) => feed.text())
    .catch((error) => (reader.signal.aborted ? null : note(error)));
  try {
    for (let i = 0; i < TURNS; i++) await turn(prepared);
  } finally {
    reader.abort();
    await followed;
  }
  const end = n % 2 ? { method: "DELETE" } : { method: "PATCH", body: JSON.stringify({ status: "completed" }) };
  await ask(path, end);
}

async function person(index) {
  await sleep(index * 120);
  for (let n = index; performance.now() < until; n++)
    await visit(n).catch(async (error) => {
      note(error);
      await sleep(1_000);
    });
}

const mb = (bytes) => Math.round(bytes / 1e5) / 10;
const held = () =>
  (existsSync(heapFile) ? readFileSync(heapFile, "utf8").split("\n") : [])
    .filter(Boolean)
    .map((line) => JSON.parse(line));
async function measure() {
  console.log("minute  heap MB  outside MB  RSS MB  turns  wrong  errors");
  for (let minute = 1; minute <= minutes; minute++) {
    const ended = totals.turns;
    await sleep(until - (minutes - minute) * 60_000 - performance.now());
    turns.push(totals.turns - ended);
    process.kill(server.pid, "SIGUSR2");
    while (held().length < minute) await sleep(200);
    const { heapUsed, external, rss } = held().at(-1);
    const row = [minute, mb(heapUsed), mb(external), mb(rss), totals.turns, totals.wrong, totals.errors];
    console.log(row.map((cell, i) => String(cell).padStart([6, 9, 12, 8, 7, 7, 8][i])).join(""));
  }
}

await Promise.all([measure(), ...Array.from({ length: streams }, (_, index) => person(index))]);
const heaps = held().map(({ heapUsed, external }) => heapUsed + external);
const { before, after } = thirds(heaps);
const failures = soakFailures({ ...totals, heaps, turns });
console.log(`Held, middle third to last third: ${mb(before)} → ${mb(after)} MB: ${failures.join("; ") || "flat"}`);
process.exit(failures.length > 0 ? 1 : 0);
