import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { NumberedRecord } from "#lib/application/migration/record.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { parseRecord } from "#lib/protocols/old-sessions/parse-record.ts";
import { readLines } from "#lib/server/migration/read-lines.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

export interface Problem {
  line: number;
  reason: string;
}

export interface Batch {
  records: NumberedRecord[];
  problems: Problem[];
  /** How much of the file has been read by its end, in bytes. */
  end: number;
}

const RECORDS = 200;
const BYTES = 4 * 1024 * 1024;

export interface RecordFile {
  /** Bytes, or null when it cannot be known. */
  size: number | null;
  /** With `strict` the first problem ends the last batch. */
  batches(strict: boolean): AsyncGenerator<Batch, void, void>;
}

/** A file of old sessions in batches that are bounded in number and size; `-` is what comes in through a pipe. */
export async function openRecords(file: string): Promise<RecordFile> {
  if (file === "-") return { size: null, batches: (strict) => readBatches(process.stdin, strict) };
  try {
    const facts = await stat(file);
    if (facts.isDirectory()) throw new Error("it is a folder");
    const size = facts.isFile() ? facts.size : null;
    return { size, batches: (strict) => readBatches(createReadStream(file, { highWaterMark: 256 * 1024 }), strict) };
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${messageOf(error)}`);
  }
}

export async function* readBatches(
  chunks: AsyncIterable<Uint8Array>,
  strict: boolean,
): AsyncGenerator<Batch, void, void> {
  let batch: Batch = { records: [], problems: [], end: 0 };
  let begin = 0;
  for await (const one of readLines(chunks)) {
    batch.end = one.end;
    const read = "text" in one ? readRecord(one.line, one.text) : { line: one.line, reason: one.problem };
    if ("record" in read) batch.records.push(read);
    else batch.problems.push(read);
    const stops = strict && batch.problems.length > 0;
    if (!stops && batch.records.length + batch.problems.length < RECORDS && batch.end - begin < BYTES) continue;
    yield batch;
    if (stops) return;
    begin = batch.end;
    batch = { records: [], problems: [], end: begin };
  }
  if (batch.records.length + batch.problems.length > 0) yield batch;
}

function readRecord(line: number, text: string): NumberedRecord | Problem {
  try {
    return { line, record: parseRecord(text) };
  } catch (error) {
    if (errorCode(error) !== "validation_failed") throw error;
    return { line, reason: messageOf(error) };
  }
}
