import { type FileHandle, open } from "node:fs/promises";
import { createInflateRaw } from "node:zlib";
import { DomainError } from "#lib/domain/errors.ts";

/** One entry of a zip, as its central directory declares it. */
export type ZipEntry = { name: string; method: number; packed: number; size: number; offset: number };

const MAX_ENTRIES = 10_000;
const MAX_DIRECTORY = 8 << 20;
/** Office files pack 5 to 30 fold; a small file that unpacks to more than this many times its size is a bomb. */
const MAX_RATIO = 250;
const RATIO_MATTERS_FROM = 10 << 20;
const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const ENTRY_SIGNATURE = 0x02014b50;

const broken = () =>
  new DomainError(
    "file_broken",
    "The file is damaged: its contents cannot be unpacked. Save it again in its program and upload that copy.",
  );

const bomb = (what: string) =>
  new DomainError("file_too_complex", `The file ${what}. Split it into smaller files, or save the data as CSV.`);

/**
 * The entries of a zip, read from its central directory alone: nothing is unpacked. Refuses what would unpack to
 * more than `maxExpanded` bytes, or far more than its own size. Errors: file_broken, file_too_complex.
 */
export async function readZipEntries(path: string, maxExpanded: number): Promise<ZipEntry[]> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const directory = await readDirectory(handle, size);
    const entries = parseDirectory(directory.bytes, directory.count);
    const expanded = entries.reduce((sum, entry) => sum + entry.size, 0);
    if (expanded > maxExpanded) throw bomb(`unpacks to ${Math.round(expanded / 1e6)} MB, more than can be handled`);
    if (expanded > RATIO_MATTERS_FROM && expanded > size * MAX_RATIO)
      throw bomb(`unpacks to more than ${MAX_RATIO} times its size`);
    return entries;
  } finally {
    await handle.close();
  }
}

async function readDirectory(handle: FileHandle, size: number): Promise<{ bytes: Buffer; count: number }> {
  const tail = await readAt(handle, Math.max(0, size - 65_557), Math.min(size, 65_557));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END_SIGNATURE) at--;
  if (at < 0) throw broken();
  let count = tail.readUInt16LE(at + 10);
  let length = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
    if (at < 20) throw broken();
    const end64 = await readAt(handle, Number(tail.readBigUInt64LE(at - 12)), 56);
    if (end64.length < 56 || end64.readUInt32LE(0) !== END64_SIGNATURE) throw broken();
    count = Number(end64.readBigUInt64LE(32));
    length = Number(end64.readBigUInt64LE(40));
    offset = Number(end64.readBigUInt64LE(48));
  }
  if (count > MAX_ENTRIES || length > MAX_DIRECTORY) throw bomb(`holds ${count} parts, more than can be handled`);
  if (offset + length > size) throw broken();
  return { bytes: await readAt(handle, offset, length), count };
}

function parseDirectory(bytes: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) throw broken();
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    if (extraEnd > bytes.length) throw broken();
    if (bytes.readUInt16LE(at + 8) & 1)
      throw new DomainError(
        "file_broken",
        "The file is protected by a password. Remove the password and upload it again.",
      );
    const entry = {
      name: bytes
        .toString("utf8", at + 46, nameEnd)
        .replaceAll("\\", "/")
        .replace(/^\/+/, ""),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    applyZip64(entry, bytes.subarray(nameEnd, extraEnd));
    if (entry.method !== 0 && entry.method !== 8) throw broken();
    entries.push(entry);
    at = extraEnd + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes past 4 GB stand in an extra field, in the order of the fields that are full. */
function applyZip64(entry: ZipEntry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    for (const key of ["size", "packed", "offset"] as const) {
      if (entry[key] !== 0xffffffff) continue;
      if (field + 8 > extra.length) throw broken();
      entry[key] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
    return;
  }
}

/** The entry's bytes in pieces. Ends with an error as soon as they are more than the directory declared. */
export async function* readZipEntry(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    const header = await readAt(handle, entry.offset, 30);
    if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) throw broken();
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    if (entry.packed === 0) return;
    const raw = handle.createReadStream({ start, end: start + entry.packed - 1, autoClose: false });
    const stream = entry.method === 0 ? raw : raw.pipe(createInflateRaw());
    raw.on("error", (error) => stream.destroy(error));
    let seen = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > entry.size) throw bomb("unpacks to more than it declares");
      yield chunk;
    }
    if (seen < entry.size) throw broken();
  } catch (error) {
    throw typeof (error as { code?: unknown }).code === "string" &&
      String((error as { code: string }).code).startsWith("file_")
      ? error
      : broken();
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || position < 0) throw broken();
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
