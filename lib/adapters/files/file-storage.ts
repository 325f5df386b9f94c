import { createHash } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileStorage } from "#lib/application/ports/files.ts";
import { DomainError } from "#lib/domain/errors.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PART = ".part";
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Files in one folder, each under its id (mode 0600). A file appears there whole or not at all: bytes go to a part file
 * and to the disk first. Part files that a dead process left behind are removed after a day.
 */
export async function createFileStorage(folder: string): Promise<FileStorage> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeOldParts(folder);

  const path = (fileId: string): string => {
    if (!ID.test(fileId)) throw new DomainError("not_found", "There is no such file.");
    return join(folder, fileId);
  };

  return {
    path,
    async write(fileId, content, maxBytes) {
      const whole = path(fileId);
      const part = `${whole}${PART}`;
      try {
        const { size, sha256 } = await writePart(part, content, maxBytes);
        await rename(part, whole);
        await sync(folder);
        return { size, sha256, path: whole };
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    remove: (fileId) => rm(path(fileId), { force: true }),
  };
}

async function writePart(
  part: string,
  content: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(part, "wx", 0o600);
  try {
    for await (const chunk of content) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new DomainError("file_too_large", `The file is larger than ${maxBytes} bytes.`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest("hex") };
}

/** Makes the new name itself survive a power cut. */
async function sync(folder: string): Promise<void> {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function removeOldParts(folder: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name.endsWith(PART));
  for (const name of parts) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > DAY_MS) await rm(file, { force: true });
  }
}
