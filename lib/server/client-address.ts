import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Carries the address from our server to routes and actions; what a client sends under this name is overwritten. */
const HEADER = "x-throughline-address";

/** Networks where a reverse proxy of the operator's may stand: only from there is `X-Forwarded-For` believed. */
const nearby = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  nearby.addSubnet(network, prefix);
nearby.addAddress("::1", "ipv6");
nearby.addSubnet("fc00::", 7, "ipv6");

/** Notes a request's network address in its headers: the connection's, or what a nearby proxy added last. */
export function stampAddress(request: IncomingMessage): void {
  const direct = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  const forwarded = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const version = isIP(direct);
  const fromProxy = version !== 0 && nearby.check(direct, version === 6 ? "ipv6" : "ipv4");
  request.headers[HEADER] = (fromProxy && forwarded) || direct;
}

/** Whom an address counts for: itself, or the /64 of an IPv6 one, which is what a single client is given. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::", 2);
  const groups = head.split(":").filter((group) => group !== "");
  const after = tail === undefined ? [] : tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => "0");
  return `${[...groups, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

/** The address that `stampAddress` noted. */
export function addressOf(headers: Headers): string {
  return headers.get(HEADER) ?? "unknown";
}
