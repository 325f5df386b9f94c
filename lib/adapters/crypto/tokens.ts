import { createHash, randomBytes } from "node:crypto";
import type { Tokens } from "#lib/application/ports/accounts.ts";

/** Tokens carry 256 random bits, so a plain SHA-256 keeps them safe at rest and finds them by index. */
export const tokens: Tokens = {
  create: (prefix) => {
    const token = prefix + randomBytes(32).toString("base64url");
    return { token, hash: sha256(token), hint: `${prefix}…${token.slice(-4)}` };
  },
  hash: sha256,
};

function sha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
