// Throughline as a target of the load tools: how to start it, prepare it and ask it (shape: the tools' targets.mjs).
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { HIGH_LIMITS } from "../lib/testing/rate-limits.ts";
import { embeddedUrl } from "./embedded-url.mjs";
import { watchMachine } from "./machine.mjs";

const root = dirname(import.meta.dirname);
/** What `npm start` tells Node. */
const options = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts.start.match(/--\S+/g) ?? [];
/** How many people ask; their streams are shared out evenly. */
const people = Number(process.env.BENCH_PEOPLE ?? "1");
/** What the machine had to do in each paced run goes to this file. */
const machine = process.env.BENCH_MACHINE ? watchMachine(process.env.BENCH_MACHINE) : undefined;
/** How many processes share one PostgreSQL; each has the next port. */
const processes = Number(process.env.BENCH_PROCESSES ?? "1");
const port = process.env.BENCH_PORT ?? "9120";
const llmPort = process.env.BENCH_LLM_PORT ?? "9100";
const origins = Array.from({ length: processes }, (_, index) => `http://127.0.0.1:${Number(port) + index}`);
const [origin] = origins;
const home = mkdtempSync(join(tmpdir(), "throughline-bench-"));
const environment = {
  ...HIGH_LIMITS,
  THROUGHLINE_HOME: home,
  PORT: port,
  HOST: "127.0.0.1",
  OUTBOUND_ALLOW: "127.0.0.1",
  BENCH_PROCESSES: String(processes),
  DATABASE_URL: process.env.BENCH_DATABASE_URL ?? "",
};
const question = "Please tell me something about the weather in the mountains today, in a few words.";

const postmaster = () => Number(readFileSync(join(home, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

process.on("exit", () => {
  try {
    process.kill(postmaster(), "SIGQUIT");
  } catch {}
  rmSync(home, { recursive: true, force: true });
});

async function call(key, path, body) {
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** People of one workspace, made by the command line beside the running server: their API keys, the owner's first. */
async function createPeople() {
  // A command beside processes that were given the address needs it as well.
  const shared = processes > 1 && !environment.DATABASE_URL ? { DATABASE_URL: await embeddedUrl(home) } : {};
  const env = { ...process.env, ...environment, ...shared };
  const command = [join(import.meta.dirname, "create-people.mjs"), String(people)];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, env });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

async function untilReady(address) {
  for (let tries = 0; tries < 600; tries++) {
    if ((await fetch(`${address}/api/ready`).catch(() => null))?.ok) return;
    await sleep(200);
  }
  throw new Error(`${address} does not become ready.`);
}

let asked = 0;

export const targets = {
  throughline: {
    /** The load tools read it for each stream: streams go to one process after the other. */
    get origin() {
      return origins[asked++ % processes];
    },
    parser: "ui",
    start: { cmd: process.execPath, args: [...options, join(import.meta.dirname, "serve.mjs")], env: environment },
    ready: `${origin}/api/ready`,
    readyMs: 240_000,
    prepCount: 400,
    setup: async (ctx) => {
      await Promise.all(origins.map(untilReady));
      ctx.keys = await createPeople();
      await call(ctx.keys[0], "/api/llm-configs", {
        name: "Fake model",
        provider: "openai-compatible",
        model: "fake",
        apiKey: "none",
        baseUrl: `http://127.0.0.1:${llmPort}/v1`,
        scope: "workspace",
        isDefault: true,
      });
    },
    /** A session of its own for each stream: one conversation has one turn at a time. */
    prepare: async (ctx, index) => {
      machine?.prepared(index);
      // With an odd number of people each of them comes to both of two processes, one after the other.
      const key = ctx.keys[index % people];
      return { key, sessionId: (await call(key, "/api/sessions", {})).id };
    },
    // A config has one model; the fake one takes its orders from the message as well.
    request: (_, { model, p }) => ({
      path: `/api/sessions/${p.sessionId}/conversations/guide/messages`,
      headers: { authorization: `Bearer ${p.key}`, accept: "text/event-stream" },
      body: JSON.stringify({ text: `${question} @@${model} ` }),
    }),
    dbPid: () => (environment.DATABASE_URL ? Number(process.env.DB_PID ?? 0) : postmaster()),
  },
};
