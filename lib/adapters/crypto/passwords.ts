import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import type { Passwords } from "#lib/application/ports/accounts.ts";

/** scrypt's cost: 32 MB and three passes, the OWASP cheat sheet's line for N = 2^15. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const LARGEST_MEMORY = 256 * 1024 * 1024;

/** Passwords as `scrypt$N$r$p$salt$key`: the cost travels with the hash, so that it can be raised later. */
export function createPasswords(cost = COST): Passwords {
  let decoy: Promise<string> | undefined;
  const hash = async (password: string) => {
    const salt = randomBytes(16);
    const key = await derive(password, salt, cost);
    return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
  };
  return {
    hash,
    verify: async (password, stored) => {
      decoy ??= hash(randomBytes(16).toString("hex"));
      const right = await matches(password, stored || (await decoy));
      return right && Boolean(stored);
    },
  };
}

async function matches(password: string, stored: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = stored.split("$");
  if (scheme !== "scrypt" || !salt || !key) throw new Error("A stored password hash is damaged.");
  const expected = Buffer.from(key, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, "base64url"), cost, expected.length);
  return timingSafeEqual(derived, expected);
}

/** One spelling for what looks the same, whatever the keyboard (NIST SP 800-63B, 5.1.1.2). */
function derive(password: string, salt: Buffer, cost: ScryptOptions, bytes = KEY_BYTES): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize("NFKC"), salt, bytes, { ...cost, maxmem: LARGEST_MEMORY }, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return promise;
}
