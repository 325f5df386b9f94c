import { createHash } from "node:crypto";
import { realpath, rm } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf } from "#lib/server/start-error.ts";

export type SocketLock = { release(): Promise<void> };

/**
 * Takes the lock of a folder, or gives undefined when another process has it. The lock is a listening socket, so the
 * kernel frees it however its holder ends. Whoever asks the holder (`askHolder`) gets `describe()` as JSON.
 */
export async function takeLock(folder: string, describe: () => unknown): Promise<SocketLock | undefined> {
  const address = await lockAddress(folder);
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.end(JSON.stringify(describe()));
  });
  server.unref();
  try {
    await listen(server, address);
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    if (await isLeftover(address)) await rm(address, { force: true });
    return undefined;
  }
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** What the holder of a folder's lock says about itself; undefined when nobody holds it. */
export async function askHolder(folder: string): Promise<unknown> {
  const address = await lockAddress(folder);
  return new Promise((resolve) => {
    let text = "";
    const socket = createConnection(address);
    socket.setEncoding("utf8").setTimeout(2_000, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => resolve(undefined));
    socket.on("close", () => resolve(text === "" ? undefined : JSON.parse(text)));
  });
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => server.once("error", reject).listen(address, resolve));
}

/** Linux has abstract sockets, which vanish with their process; elsewhere a dead holder leaves a file behind. */
async function isLeftover(address: string): Promise<boolean> {
  if (address.startsWith("\0")) return false;
  return new Promise((resolve) => {
    const socket = createConnection(address, () => socket.end(() => resolve(false)));
    socket.on("error", () => resolve(true));
  });
}

async function lockAddress(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => folder);
  const name = `throughline-${createHash("sha256").update(real).digest("hex").slice(0, 32)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}
