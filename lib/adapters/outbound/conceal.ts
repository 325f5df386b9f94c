/** Takes a credential out of what a server answers. */
export interface Concealer {
  text(value: string): string;
  /** A piece of a body. One that a server has cut in two on purpose is not found. */
  bytes(chunk: Buffer): Buffer;
}

/** Headers that carry a credential, with the scheme before it. */
const CREDENTIALS: Record<string, RegExp> = {
  authorization: /^(?:\w+\s+)?(?=\S)/,
  "x-api-key": /^/,
  "api-key": /^/,
  "x-goog-api-key": /^/,
};
/** Shorter ones are parts of ordinary words. */
const SHORTEST = 8;
const SHOWN = "[key]";

const NOTHING: Concealer = { text: (value) => value, bytes: (chunk) => chunk };

/** For what a request with these headers (names in lower case) is answered. */
export function concealerFor(headers: Readonly<Record<string, string>>): Concealer {
  const found = Object.entries(CREDENTIALS).flatMap(([name, scheme]) => headers[name]?.replace(scheme, "") ?? []);
  const secret = found.find((one) => one.length >= SHORTEST);
  if (secret === undefined) return NOTHING;
  const needle = Buffer.from(secret);
  return {
    text: (value) => value.replaceAll(secret, SHOWN),
    bytes: (chunk) =>
      chunk.includes(needle)
        ? Buffer.from(chunk.toString("latin1").replaceAll(needle.toString("latin1"), SHOWN), "latin1")
        : chunk,
  };
}
