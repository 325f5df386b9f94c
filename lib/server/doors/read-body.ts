import { DomainError } from "#lib/domain/errors.ts";

/**
 * The bytes of a request's body, refused as soon as they are more than `maxBytes`: by the declared length before
 * anything is read, else while reading.
 *
 * @throws `payload_too_large`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON object in a body; an empty body counts as an empty object.
 *
 * @throws `malformed_body` for what is no JSON in UTF-8, `validation_failed` for JSON that is no object.
 */
export function parseJsonObject(bytes: Uint8Array): Record<string, unknown> {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new DomainError("malformed_body", "The body is not valid JSON in UTF-8. Check its syntax and encoding.");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new DomainError("validation_failed", "The body must be a JSON object.", {
    errors: [{ path: "", message: "Send a JSON object." }],
  });
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError("payload_too_large", `The body is larger than the ${maxBytes} bytes that are allowed here.`, {
    maxBytes,
  });
}
