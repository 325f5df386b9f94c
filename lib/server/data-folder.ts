import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { askHolder, type SocketLock, takeLock } from "#lib/server/socket-lock.ts";
import { codeOf, messageOf, StartError } from "#lib/server/start-error.ts";

/** What the server on a data folder tells a second launch. */
export type Holder = { pid: number; state: "running" | "stopping"; origin?: string };

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
      `The data folder ${home} cannot be written (${reason}): make it writable, or name another one in THROUGHLINE_HOME.`,
    );
  }
}

/**
 * One server per data folder. A holder that is just going (its npm was killed, or it was asked to stop) is waited for.
 *
 * @param self what a second launch is told; it may change while the lock is held.
 * @throws StartError when another process keeps the folder.
 */
export async function lockDataFolder(home: string, self: Holder): Promise<SocketLock> {
  const patience = { running: Date.now() + 1_500, stopping: Date.now() + 20_000 };
  for (;;) {
    const lock = await takeLock(home, () => self);
    if (lock) return lock;
    const other = (await askHolder(home)) as Holder | undefined;
    if (other && Date.now() > patience[other.state]) {
      const where = other.origin ? `, ${other.origin}` : "";
      throw new StartError(
        `Throughline is already running on ${home} (process ${other.pid}${where}): stop it first, or name another folder in THROUGHLINE_HOME.`,
      );
    }
    await delay(50);
  }
}
