// The real launcher, with its database started beside it, so that both can be measured apart.
// BENCH_PROCESSES=N: so many of them on that database, on one port after the other.
// BENCH_HEAP=FILE appends a line of what the server holds after a collection, at each SIGUSR2.
// BENCH_PROFILE=FILE writes a CPU profile of the server, from its tenth second to its end.
import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";
import { ensureDatabase } from "../lib/server/database.ts";
import { embeddedUrl } from "./embedded-url.mjs";

if (!process.env.DATABASE_URL) {
  const started = spawnSync(process.execPath, [join(import.meta.dirname, "start-database.mjs")], { stdio: "inherit" });
  if (started.status !== 0) process.exit(1);
}

const others = Number(process.env.BENCH_PROCESSES ?? "1") - 1;
if (others > 0) {
  process.env.DATABASE_URL ||= await embeddedUrl(process.env.THROUGHLINE_HOME);
  await ensureDatabase(process.env.DATABASE_URL);
  for (let index = 1; index <= others; index++) {
    const env = { ...process.env, BENCH_PROCESSES: "1", PORT: String(Number(process.env.PORT) + index) };
    spawn(process.execPath, [...process.execArgv, import.meta.filename], { env, stdio: "inherit" });
  }
}

const file = process.env.BENCH_PROFILE;
if (file) {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  setTimeout(() => session.post("Profiler.start"), 10_000).unref();
  process.once("SIGTERM", () => {
    session.post("Profiler.stop", (error, result) => !error && writeFileSync(file, JSON.stringify(result.profile)));
  });
}

const heap = process.env.BENCH_HEAP;
if (heap) {
  const session = new Session();
  session.connect();
  process.on("SIGUSR2", () => {
    session.post("HeapProfiler.collectGarbage", () => {
      appendFileSync(heap, `${JSON.stringify(process.memoryUsage())}\n`);
    });
  });
}

await import("../lib/server/launch.ts");
