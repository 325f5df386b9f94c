import { open } from "node:fs/promises";
import { makeZip } from "client-zip";
import type { ArchivedFile, Content } from "#lib/application/download.ts";

type Pieces = string | AsyncIterable<string | Uint8Array>;

/** Files as a ZIP archive in pieces: each is read when its turn has come, and only as fast as the archive is taken. */
export function zipArchive(files: AsyncIterable<ArchivedFile>): AsyncIterable<Uint8Array> {
  return makeZip(entriesOf(files)) as unknown as AsyncIterable<Uint8Array>;
}

async function* entriesOf(files: AsyncIterable<ArchivedFile>) {
  for await (const { name, at, content } of files) {
    const lastModified = new Date(at ?? Date.now());
    yield { name, lastModified, input: (await read(content)) as string };
  }
}

/** What is gone from the disk is said in its place: the rest of the archive is as good as ever. */
async function read(content: Content): Promise<Pieces> {
  if (typeof content !== "object" || !("path" in content)) return content;
  const file = await open(content.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  return file ? file.createReadStream({ highWaterMark: 256 * 1024 }) : "This file is not there any more.\n";
}
