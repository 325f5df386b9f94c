import { BlockList, isIP } from "node:net";
import { DomainError } from "#lib/domain/errors.ts";
import { embeddedIPv4, isGlobalUnicastIPv6, parseIPv6 } from "./ipv6.ts";

/** Which hosts and addresses this installation may reach from inside. Made once from `OUTBOUND_ALLOW`. */
export type OutboundPolicy = {
  /** Throws `outbound_refused` unless the URL is http(s), has no user info, and a literal host is permitted. */
  checkUrl(url: URL): void;
  /** Throws `outbound_refused` unless `address`, resolved from `hostname`, may be connected to. */
  checkAddress(address: string, hostname: string, port: number): void;
};

type AddressKind = "public" | "private" | "loopback" | "link-local" | "reserved";

// IANA special-purpose registries (RFC 6890 and its successors), plus Azure's in-guest service address.
const IPV4_KINDS: [kind: AddressKind, network: string, prefix: number][] = [
  ["private", "10.0.0.0", 8],
  ["private", "172.16.0.0", 12],
  ["private", "192.168.0.0", 16],
  ["private", "100.64.0.0", 10],
  ["loopback", "127.0.0.0", 8],
  ["link-local", "169.254.0.0", 16],
  ["reserved", "0.0.0.0", 8],
  ["reserved", "168.63.129.16", 32],
  ["reserved", "192.0.0.0", 24],
  ["reserved", "192.0.2.0", 24],
  ["reserved", "192.88.99.0", 24],
  ["reserved", "198.18.0.0", 15],
  ["reserved", "198.51.100.0", 24],
  ["reserved", "203.0.113.0", 24],
  ["reserved", "224.0.0.0", 4],
  ["reserved", "240.0.0.0", 4],
];

const ipv4Kinds = IPV4_KINDS.map(([kind, network, prefix]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, "ipv4");
  return { kind, list };
});

/**
 * Reads `OUTBOUND_ALLOW`, a comma list or its entries: hosts (`ollama`), `host:port`, addresses and CIDR networks (`10.0.0.0/8`).
 * A named host may lead to private and loopback addresses; link-local and reserved ones need their network named.
 * Throws `configuration_invalid` that names the wrong entry.
 */
export function createOutboundPolicy(allow: string | readonly string[] = []): OutboundPolicy {
  const hosts = new Set<string>();
  const networks: { list: BlockList; port?: number }[] = [];
  const entries = typeof allow === "string" ? allow.split(",") : allow;
  for (const entry of entries) if (entry.trim()) addEntry(entry.trim(), hosts, networks);

  const hostAllowed = (hostname: string, port: number) => hosts.has(hostname) || hosts.has(`${hostname}:${port}`);
  const networkAllowed = (address: string, port: number) =>
    networks.some(
      (rule) =>
        (rule.port === undefined || rule.port === port) &&
        rule.list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"),
    );

  function checkAddress(address: string, hostname: string, port: number): void {
    const bare = address.replace(/%.*$/, "");
    const kind = classifyAddress(bare);
    if (kind === "public" || networkAllowed(bare, port)) return;
    if ((kind === "private" || kind === "loopback") && hostAllowed(normaliseHost(hostname), port)) return;
    throw refused(hostname, bare, port, kind);
  }

  return {
    checkAddress,
    checkUrl(url) {
      if (url.protocol !== "http:" && url.protocol !== "https:")
        throw new DomainError(
          "outbound_refused",
          `Only http and https addresses can be reached, not "${url.protocol}".`,
        );
      if (url.username || url.password)
        throw new DomainError(
          "outbound_refused",
          "An address must not contain a user name or password. Put the key into its own field.",
        );
      const host = bareHost(url.hostname);
      if (isIP(host)) checkAddress(host, host, portOf(url));
    },
  };
}

/** The host of a WHATWG URL without the brackets of an IPv6 literal. */
export function bareHost(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** The port of a URL, the scheme's default when it names none. */
export function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
}

/** What an IP address belongs to; everything that is not plainly public is refused. */
export function classifyAddress(address: string): AddressKind {
  const family = isIP(address);
  if (family === 4) return ipv4Kinds.find(({ list }) => list.check(address, "ipv4"))?.kind ?? "public";
  if (family !== 6) return "reserved";
  const groups = parseIPv6(address);
  const inner = embeddedIPv4(groups);
  if (inner) return classifyAddress(inner);
  if (isGlobalUnicastIPv6(groups)) return "public";
  const first = groups[0] ?? 0;
  if (groups.every((group, index) => group === (index === 7 ? 1 : 0))) return "loopback";
  if ((first & 0xfe00) === 0xfc00) return "private";
  if ((first & 0xffc0) === 0xfe80) return "link-local";
  return "reserved";
}

function addEntry(entry: string, hosts: Set<string>, networks: { list: BlockList; port?: number }[]): void {
  const cidr = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(entry);
  if (cidr) {
    const [, address = "", prefix = ""] = cidr;
    const family = isIP(address);
    if (!family || Number(prefix) > (family === 4 ? 32 : 128)) throw invalidEntry(entry);
    networks.push({ list: subnet(address, Number(prefix)) });
    return;
  }
  if (isIP(entry)) {
    networks.push({ list: subnet(entry, isIP(entry) === 4 ? 32 : 128) });
    return;
  }
  // One parser decides what a host is, so that "0x7f.1" here and in a request mean the same.
  if (!/^[^/?#@\s\\]+$/.test(entry) || !URL.canParse(`http://${entry}`)) throw invalidEntry(entry);
  const url = new URL(`http://${entry}`);
  const explicitPort = /:(\d{1,5})$/.exec(entry)?.[1];
  const host = normaliseHost(bareHost(url.hostname));
  if (isIP(host))
    networks.push({
      list: subnet(host, isIP(host) === 4 ? 32 : 128),
      ...(explicitPort ? { port: Number(explicitPort) } : {}),
    });
  else if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(host))
    hosts.add(explicitPort ? `${host}:${Number(explicitPort)}` : host);
  else throw invalidEntry(entry);
}

function subnet(address: string, prefix: number): BlockList {
  const list = new BlockList();
  list.addSubnet(address, prefix, isIP(address) === 6 ? "ipv6" : "ipv4");
  return list;
}

function normaliseHost(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, "");
}

function invalidEntry(entry: string): DomainError {
  return new DomainError(
    "configuration_invalid",
    `OUTBOUND_ALLOW holds "${entry}", which is no host, host:port, address or network. Example: OUTBOUND_ALLOW=localhost:11434,10.0.0.0/8`,
  );
}

function refused(hostname: string, address: string, port: number, kind: AddressKind): DomainError {
  const place = hostname === address ? `${address} is` : `${hostname} leads to ${address},`;
  const what = {
    public: "public",
    private: "a private address",
    loopback: "this machine itself",
    "link-local": "a link-local or cloud metadata address",
    reserved: "a reserved address",
  }[kind];
  const shown = isIP(hostname) === 6 ? `[${hostname}]` : hostname;
  const entry = kind === "private" || kind === "loopback" ? `${shown}:${port}` : address;
  return new DomainError(
    "outbound_refused",
    `${place} ${what}, which may not be reached from here. If it is meant to be, the operator adds "${entry}" to the setting OUTBOUND_ALLOW and restarts.`,
  );
}
