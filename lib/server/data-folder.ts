import { createHash } from "node:crypto";
import { access, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { codeOf, messageOf, StartError } from "#lib/server/start-error.ts";

/** What the holder of a data folder tells a second launch. */
export type Holder = { pid: number; state: "running" | "stopping"; origin?: string };

export type FolderLock = {
  /** Changes what a second launch is told. */
  tell(news: Partial<Holder>): void;
  release(): Promise<void>;
};

/**
 * Makes the data folder (mode 0700) when it is not there and proves that it can be written.
 *
 * @throws StartError when it cannot be made or written.
 */
export async function openDataFolder(home: string): Promise<void> {
  const probe = join(home, `.probe-${process.pid}`);
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const reason = codeOf(error) === "ENOSPC" ? "the disk is full" : messageOf(error);
    throw new StartError(
      `The data folder ${home} cannot be written (${reason}). Make it writable, or name another folder in THROUGHLINE_HOME.`,
    );
  }
}

/**
 * One server per data folder. The lock is a listening socket, so the kernel frees it however the holder ends. A holder
 * that is just going (its own npm was killed, or it was asked to stop) is waited for.
 *
 * @throws StartError when another process keeps it.
 */
export async function lockDataFolder(home: string): Promise<FolderLock> {
  const address = await lockAddress(home);
  const patience = { running: Date.now() + 1_500, stopping: Date.now() + 20_000 };
  for (;;) {
    const holder: Holder = { pid: process.pid, state: "running" };
    const server = await listen(address, holder);
    if (server) {
      return {
        tell: (news) => void Object.assign(holder, news),
        release: () => new Promise((resolve) => server.close(() => resolve())),
      };
    }
    const other = await askHolder(home);
    if (other && Date.now() > patience[other.state]) {
      const where = other.origin ? ` at ${other.origin}` : "";
      throw new StartError(
        `Throughline is already running on ${home} (process ${other.pid}${where}): stop it first, or name another folder in THROUGHLINE_HOME.`,
      );
    }
    await delay(50);
  }
}

/** Who holds the lock of this data folder now, if anyone does. */
export async function askHolder(home: string): Promise<Holder | undefined> {
  const address = await lockAddress(home);
  return new Promise((resolve) => {
    let text = "";
    const socket = createConnection(address);
    socket.setEncoding("utf8");
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("data", (chunk) => (text += chunk));
    socket.on("error", () => resolve(undefined));
    socket.on("close", () => resolve(text === "" ? undefined : (JSON.parse(text) as Holder)));
  });
}

async function listen(address: string, holder: Holder): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(JSON.stringify(holder));
  });
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(address, resolve));
    return server;
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    if (await isLeftover(address)) await rm(address, { force: true });
    return undefined;
  }
}

/** Linux has abstract sockets, which vanish with their process; elsewhere a dead holder leaves a file behind. */
async function isLeftover(address: string): Promise<boolean> {
  if (address.startsWith("\0")) return false;
  await access(address).catch(() => undefined);
  return new Promise((resolve) => {
    const socket = createConnection(address, () => socket.end(() => resolve(false)));
    socket.on("error", () => resolve(true));
  });
}

async function lockAddress(home: string): Promise<string> {
  const folder = await realpath(home).catch(() => home);
  const name = `throughline-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}
