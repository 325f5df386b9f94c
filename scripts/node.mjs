/**
 * Runs its arguments under Node 24: `node scripts/node.mjs [node options] FILE [arguments]`.
 * The packaged Node (optionalDependencies) comes first, else the host's own when it is new enough. This file alone
 * must run on an old Node, so it uses nothing newer than Node 18.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packaged = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
/** The first Node that strips types without a flag. */
const oldest = [22, 18];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const hostServes = major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function run(binary, otherwise) {
  const child = spawn(binary, process.argv.slice(2), {
    stdio: "inherit",
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, ".cache", "node"),
      THROUGHLINE_PARENT: String(process.pid),
    },
  });
  child.on("error", otherwise);

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));

  // npm that was killed (SIGKILL) cannot pass that on: nobody would own the server any more.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
  }
  child.on("exit", (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
}

function runOnHost() {
  if (hostServes) return run(process.execPath, (error) => fail(`Node could not be started: ${error.message}`));
  fail(
    `Throughline needs Node ${oldest.join(".")} or newer; this is ${process.versions.node}, and the packaged Node 24 ` +
      (existsSync(packaged)
        ? "does not run on this system."
        : "is not installed: run `npm ci` first, or install a newer Node."),
  );
}

if (!existsSync(join(root, "node_modules"))) fail("The dependencies are missing: run `npm ci` first.");
if (existsSync(packaged)) run(packaged, runOnHost);
else runOnHost();
