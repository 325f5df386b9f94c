import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#lib/server/project-root.ts";
import { runTool } from "#lib/server/run-tool.ts";
import { hashSources } from "#lib/server/source-hash.ts";
import { StartError } from "#lib/server/start-error.ts";

const output = join(projectRoot, "lib", "generated", "prisma");
const stamp = join(output, ".stamp");

/**
 * Generates the Prisma client when schema or Prisma changed since the last time. It is not committed, and no install
 * script makes it.
 *
 * @returns whether it had to be made.
 * @throws StartError with Prisma's words when the schema is wrong.
 */
export async function ensureClient(): Promise<boolean> {
  const sources = [
    "prisma/schema.prisma",
    "node_modules/prisma/package.json",
    "node_modules/@prisma/client/package.json",
  ];
  const hash = await hashSources(sources);
  if ((await readFile(stamp, "utf8").catch(() => "")) === hash) return false;

  await rm(output, { recursive: true, force: true });
  const result = await runTool("node_modules/prisma/build/index.js", ["generate"], {
    // Prisma insists on a schema engine, which only its own migrations need: any existing file satisfies it.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: join(projectRoot, "package.json"), PRISMA_HIDE_UPDATE_MESSAGE: "1", CI: "1" },
  });
  if (result.code !== 0) throw new StartError(`The Prisma client could not be generated:\n${result.output.trim()}`);
  await writeFile(stamp, hash);
  return true;
}

if (import.meta.main) console.log((await ensureClient()) ? "Prisma client generated" : "Prisma client is up to date");
