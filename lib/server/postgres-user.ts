import { execFile, type SpawnOptions } from "node:child_process";
import { chmod, chown, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const run = promisify(execFile);

/** How a PostgreSQL program is started: as ourselves, or as the user `postgres` when we are root (it refuses root). */
export type PostgresUser = {
  command(binary: string, args: string[]): { file: string; args: string[]; options: SpawnOptions };
  /** Hands a file or folder to that user. */
  own(path: string): Promise<void>;
};

const ourselves: PostgresUser = { command: (file, args) => ({ file, args, options: {} }), own: async () => {} };

/**
 * Chooses the user for PostgreSQL. Under root that is `postgres`, made when missing. It must be able to walk to the
 * data folder and to the programs: our own data folder is opened to its group; where folders above are closed
 * (`/root`, a temporary folder), the one capability that reads through them is kept.
 *
 * @throws StartError when root can neither make that user nor let it pass.
 */
export async function postgresUser(home: string, programs: string): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return ourselves;
  const { uid, gid } = await findOrMakeUser();
  const own = (path: string) => chown(path, uid, gid);

  if ((await stat(home)).uid === 0 && !(await passes(home, uid, gid))) {
    await chown(home, 0, gid);
    await chmod(home, 0o710);
  }
  const walks = await Promise.all(
    [...ancestors(home), ...ancestors(programs)].map((folder) => passes(folder, uid, gid)),
  );
  if (walks.every(Boolean)) return { own, command: (file, args) => ({ file, args, options: { uid, gid } }) };

  const capability = await walkingCapability();
  if (!capability) {
    throw new StartError(
      `PostgreSQL cannot run as root, and the user "postgres" may not pass the folders above ${home} or ${programs}: start as an ordinary user, or use folders that others may pass.`,
    );
  }
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  // Without this bit the kernel's access() would forget the capability, and initdb would not find its neighbours.
  const fixup = "--securebits=+no_setuid_fixup";
  const keep = [fixup, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return {
    own,
    command: (file, args) => ({ file: "setpriv", args: [...identity, ...keep, file, ...args], options: {} }),
  };
}

async function findOrMakeUser(): Promise<{ uid: number; gid: number }> {
  const find = async () => {
    const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  };
  try {
    return await find();
  } catch {
    try {
      await run("useradd", [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "postgres",
      ]);
      return await find();
    } catch (error) {
      throw new StartError(
        `PostgreSQL cannot run as root, and the user "postgres" could not be made (${messageOf(error).trim()}): start as an ordinary user, or set DATABASE_URL.`,
      );
    }
  }
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...ancestors(parent)];
}

async function passes(folder: string, uid: number, gid: number): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(folder);
  if (owner === uid) return (mode & 0o100) !== 0;
  return (mode & (group === gid ? 0o010 : 0o001)) !== 0;
}

/** The narrowest capability that we may pass on, by its bit in the bounding set (containers keep only some). */
async function walkingCapability(): Promise<string | undefined> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  const known: [string, bigint][] = [
    ["dac_read_search", 2n],
    ["dac_override", 1n],
  ];
  return known.find(([, bit]) => (bounding >> bit) & 1n)?.[0];
}
