import type { IncomingMessage } from "node:http";
import type { ZodType } from "zod";
import { parseInput } from "#lib/application/parse-input.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { DEFAULT_MAX_BODY_BYTES } from "#lib/server/doors/door.ts";
import { parseJsonObject } from "#lib/server/doors/read-body.ts";

/**
 * A request's JSON body, checked by its schema.
 *
 * @throws `payload_too_large`, `malformed_body`, or `validation_failed` with the fields that are wrong.
 */
export async function readJson<Output>(request: IncomingMessage, schema: ZodType<Output>): Promise<Output> {
  return parseInput(schema, parseJsonObject(await readBytes(request, DEFAULT_MAX_BODY_BYTES)));
}

/** All bytes of a body. Error: `payload_too_large`, as soon as there are more. */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else reject(new DomainError("payload_too_large", `A body may have at most ${maxBytes} bytes.`, { maxBytes }));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new DomainError("malformed_body", "The request was broken off."));
    });
  });
}
