// The real launcher, with its database started beside it, so that both can be measured apart.
// BENCH_PROFILE=FILE writes a CPU profile of the server, from its tenth second to its end.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";

if (!process.env.DATABASE_URL) {
  const started = spawnSync(process.execPath, [join(import.meta.dirname, "start-database.mjs")], { stdio: "inherit" });
  if (started.status !== 0) process.exit(1);
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

await import("../lib/server/launch.ts");
