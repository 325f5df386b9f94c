import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A running PostgreSQL, as its own `postmaster.pid` describes it. */
export type Postmaster = { pid: number; port: number; status: "starting" | "ready" | "stopping" };

/** Reads `postmaster.pid` of a PostgreSQL data directory: pid on line 1, port on line 4, status on line 8. */
export async function readPostmaster(directory: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(directory, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0 && port > 0)) return undefined;
  const status = lines[7]?.trim();
  return { pid, port, status: status === "ready" || status === "stopping" ? status : "starting" };
}

/** Whether this process lives and is PostgreSQL. A zombie that nobody reaps is dead, a reused pid is someone else. */
export function isPostgresAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (Object(error).code === "ESRCH") return false;
  }
  if (process.platform !== "linux") return true;
  try {
    const [, name, state] = /\((.*)\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return name === "postgres" && state !== "Z";
  } catch {
    return false;
  }
}
