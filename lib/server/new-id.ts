import { randomUUID } from "node:crypto";

/** A UUID of version 7 (RFC 9562): 48 bits of the clock in milliseconds, then 74 random bits, so that ids sort by age. */
export function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  // Variant and random bits lie where those of version 4 do, and Node keeps a stock of random bytes for that one.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
