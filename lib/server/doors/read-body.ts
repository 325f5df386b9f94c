import { DomainError } from "#lib/domain/errors.ts";
import { outlineJson, parseObject, textOf } from "#lib/domain/json-text.ts";

/** Of a body: more than any of ours holds. */
const MOST_VALUES = 100_000;

/**
 * The bytes of a request's body, refused as soon as they are more than `maxBytes`: by the declared length before
 * anything is read, else while reading. What is left is read and dropped, never cancelled: Next's streams throw
 * outside of any handler when a body that was cancelled goes on.
 *
 * @throws `payload_too_large`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = Number(request.headers.get("content-length") ?? 0) > maxBytes ? Number.POSITIVE_INFINITY : 0;
  for (;;) {
    if (size > maxBytes) {
      void drop(reader);
      throw tooLarge(maxBytes);
    }
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    chunks.push(value);
  }
}

/** Reads to the end and keeps nothing, so that the sender comes to hear the answer. */
async function drop(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // The sender has gone: nothing is left to read.
  }
}

/**
 * The JSON object in a body, without the characters that no row could hold; an empty body counts as an empty object.
 *
 * @throws `malformed_body` for what is no JSON in UTF-8, `validation_failed` for JSON that is no object, too deep or too
 *   much
 */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length === 0) return {};
  const text = textOf(bytes);
  outlineJson(text, MOST_VALUES);
  return parseObject(text);
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError("payload_too_large", `The body is larger than the ${maxBytes} bytes that are allowed here.`, {
    maxBytes,
  });
}
