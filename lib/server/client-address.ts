import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Carries the address from our server to routes and actions; what a client sends under this name is overwritten. */
const HEADER = "x-throughline-address";

/** Where a reverse proxy stands when the operator names no other place: on this machine. */
export const LOOPBACK = ["127.0.0.0/8", "::1"] as const;

/** An address or a network in CIDR notation, as `BlockList` takes it; null for anything else. */
function parseNetwork(entry: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | null {
  const [, address = "", length] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(entry) ?? [];
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const prefix = Number(length ?? longest);
  return version === 0 || prefix > longest ? null : { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

export const isNetwork = (entry: string): boolean => parseNetwork(entry) !== null;

/** Notes a request's network address in its headers. */
export type StampAddress = (request: IncomingMessage) => void;

/**
 * Notes the connection's address, or what a trusted proxy added last to `X-Forwarded-For`.
 *
 * @param trustedProxies addresses and networks (CIDR) of the operator's own proxies: nobody else is believed.
 */
export function createStampAddress(trustedProxies: readonly string[]): StampAddress {
  const trusted = new BlockList();
  for (const entry of trustedProxies) {
    const network = parseNetwork(entry);
    if (!network) throw new Error(`"${entry}" is no address or network.`);
    trusted.addSubnet(network.address, network.prefix, network.family);
  }
  return (request) => {
    const direct = (request.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
    const last = String(request.headers["x-forwarded-for"] ?? "")
      .split(",")
      .at(-1)
      ?.trim();
    const forwarded = last && withoutPort(last);
    const version = isIP(direct);
    const fromProxy = version !== 0 && trusted.check(direct, version === 6 ? "ipv6" : "ipv4");
    request.headers[HEADER] = (fromProxy && forwarded && isIP(forwarded) !== 0 && forwarded) || direct;
  };
}

/** Some proxies add the port: `198.51.100.7:4711`, `[2001:db8::7]:4711`. */
const withoutPort = (address: string): string =>
  /^\[([^\]]+)\]/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

/** The address that was noted. */
export function addressOf(headers: Headers): string {
  return headers.get(HEADER) ?? "unknown";
}
