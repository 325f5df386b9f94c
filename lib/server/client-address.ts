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
  const last = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const forwarded = last && withoutPort(last);
  const version = isIP(direct);
  const fromProxy = version !== 0 && nearby.check(direct, version === 6 ? "ipv6" : "ipv4");
  request.headers[HEADER] = (fromProxy && forwarded && isIP(forwarded) !== 0 && forwarded) || direct;
}

/** Some proxies add the port: `198.51.100.7:4711`, `[2001:db8::7]:4711`. */
const withoutPort = (address: string): string =>
  /^\[([^\]]+)\]/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/** The address that `stampAddress` noted. */
export function addressOf(headers: Headers): string {
  return headers.get(HEADER) ?? "unknown";
}
