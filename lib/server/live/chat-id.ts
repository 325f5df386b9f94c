import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The UUID that stands for an id of a `useChat` client: itself when it is one, else one (version 8, RFC 9562) derived
 * from it within `scope`, so that the same client id always means the same row and never another person's.
 */
export function uuidOf(clientId: string, scope: string): string {
  if (UUID.test(clientId)) return clientId.toLowerCase();
  const bytes = createHash("sha256").update(`${scope}\n${clientId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
