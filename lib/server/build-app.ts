import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectRoot } from "#lib/server/project-root.ts";
import { runTool } from "#lib/server/run-tool.ts";
import { takeLock } from "#lib/server/socket-lock.ts";
import { hashSources } from "#lib/server/source-hash.ts";
import { StartError } from "#lib/server/start-error.ts";

const output = join(projectRoot, ".next");
const stamp = join(output, "SOURCES");
const sources = [
  ...["app", "components", "lib", "public", "auth.ts", "proxy.ts", "instrumentation.ts", "prisma/schema.prisma"],
  ...["next.config.mjs", "postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json"],
];

type BuildOptions = { signal?: AbortSignal; onStart?: () => void };

/**
 * Builds the pages when their sources changed since the last build; two processes that come at once build once.
 *
 * @returns whether a build was needed.
 * @throws StartError with the builder's words when it fails.
 */
export async function ensureBuild({ signal, onStart }: BuildOptions = {}): Promise<boolean> {
  const hash = await hashSources(sources);
  const current = async () => (await readFile(stamp, "utf8").catch(() => "")) === hash;
  if (await current()) return false;

  let lock = await takeLock(output, () => process.pid);
  for (; !lock; lock = await takeLock(output, () => process.pid)) await delay(100, undefined, signal && { signal });
  try {
    if (await current()) return false;
    onStart?.();
    await rm(stamp, { force: true });
    const { code, output: words } = await runTool("node_modules/next/dist/bin/next", ["build"], {
      env: { NODE_ENV: "production" },
      ...(signal ? { signal } : {}),
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new StartError(`The pages could not be built:\n${words.trim()}`);
    await writeFile(stamp, hash);
    return true;
  } finally {
    await lock.release();
  }
}

if (import.meta.main) console.log((await ensureBuild()) ? "Pages built" : "Pages are up to date");
