import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "#lib/server/project-root.ts";

/** Tests and generated code change nothing in what is built. */
const ignored = /(^|\/)generated(\/|$)|\.test\.tsx?$/;

/**
 * One hash over the content of these files and folders (relative to the project; missing ones count as empty), so that
 * work is done again exactly when its sources changed: dates lie after a checkout.
 */
export async function hashSources(paths: readonly string[], salt = ""): Promise<string> {
  const files = (await Promise.all(paths.map(listFiles))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(join(projectRoot, file))));
  const hash = createHash("sha256").update(salt);
  files.forEach((file, index) => {
    hash.update(`\0${file}\0`).update(contents[index] as Buffer);
  });
  return hash.digest("hex");
}

async function listFiles(path: string): Promise<string[]> {
  if (ignored.test(path)) return [];
  const entries = await readdir(join(projectRoot, path), { withFileTypes: true }).catch((error: { code?: string }) =>
    error.code === "ENOTDIR" ? undefined : [],
  );
  if (!entries) return [path];
  return (await Promise.all(entries.map((entry) => listFiles(join(path, entry.name))))).flat();
}
