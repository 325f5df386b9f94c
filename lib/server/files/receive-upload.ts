import type { IncomingMessage } from "node:http";
import { ReadableStream as PulledStream } from "node:stream/web";
import { Busboy, type BusboyFileStream, type BusboyHeaders } from "@fastify/busboy";
import { DomainError } from "#lib/domain/errors.ts";

export interface Upload {
  /** The form's text fields that came before the file. */
  fields: Record<string, string>;
  name: string;
  /** The file's bytes as they come: whoever reads slowly slows the sender down. */
  content: ReadableStream<Uint8Array>;
}

const LIMITS = { files: 1, fields: 20, parts: 22, fieldSize: 10_000, headerPairs: 100, headerSize: 80 * 1024 };

/**
 * Hands the one file of a multipart form to `store` while it is still being sent.
 *
 * @throws what `store` throws; `validation_failed` without a form or file; `malformed_body` when it breaks off.
 */
export async function receiveUpload<Stored>(
  request: IncomingMessage,
  store: (upload: Upload) => Promise<Stored>,
): Promise<Stored> {
  const { promise, resolve, reject } = Promise.withResolvers<Stored>();
  const parser = openForm(request);
  const fields = new Map<string, string>();
  let file: BusboyFileStream | undefined;
  const breakOff = () => {
    const error = new DomainError("malformed_body", "The upload was broken off. Send the file again.");
    file?.destroy(error);
    reject(error);
  };
  parser.on("field", (name, value) => fields.set(name, value));
  parser.on("file", (_field, stream, name) => {
    file = stream;
    // Not Readable.toWeb: that throws outside of any handler when a cancelled stream still has something to give.
    const content = PulledStream.from<Uint8Array>(stream) as ReadableStream<Uint8Array>;
    store({ fields: Object.fromEntries(fields), name: name ?? "", content }).then(resolve, reject);
  });
  parser.on("finish", () => file ?? reject(noFile()));
  parser.on("error", breakOff);
  request.on("error", breakOff);
  request.on("close", () => request.complete || breakOff());
  request.pipe(parser);
  try {
    return await promise;
  } finally {
    request.unpipe(parser);
    request.resume(); // what is left of a refused upload is read and dropped, so that its sender sees the answer
  }
}

function openForm(request: IncomingMessage) {
  const form = request.headers["content-type"]?.startsWith("multipart/form-data");
  try {
    if (form) return new Busboy({ headers: request.headers as BusboyHeaders, limits: LIMITS });
  } catch {
    // A form without a boundary is no form.
  }
  request.resume();
  throw new DomainError("validation_failed", "Send the file as multipart/form-data, with the fields before it.");
}

const noFile = () =>
  new DomainError("validation_failed", "There is no file in the form.", {
    errors: [{ path: "file", message: "Choose a file." }],
  });
