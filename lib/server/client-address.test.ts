import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressOf, createStampAddress, isNetwork, LOOPBACK } from "./client-address.ts";

function addressFor(
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
  proxies: readonly string[] = LOOPBACK,
): string {
  const request = { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  createStampAddress(proxies)(request);
  return addressOf(new Headers(request.headers as Record<string, string>));
}

test("the address is the connection's, an IPv4 one in its short form", () => {
  expect(addressFor("198.51.100.7")).toBe("198.51.100.7");
  expect(addressFor("::ffff:198.51.100.7")).toBe("198.51.100.7");
  expect(addressFor("2001:db8::7")).toBe("2001:db8::7");
  expect(addressFor(undefined)).toBe("unknown");
});

test("a proxy on this machine is believed, and only what it added itself", () => {
  expect(addressFor("127.0.0.1", { "x-forwarded-for": "203.0.113.9, 198.51.100.7" })).toBe("198.51.100.7");
  expect(addressFor("::1", { "x-forwarded-for": "198.51.100.7" })).toBe("198.51.100.7");
  expect(addressFor("::1", { "x-forwarded-for": "198.51.100.7:4711" })).toBe("198.51.100.7");
  expect(addressFor("::1", { "x-forwarded-for": "[2001:db8::7]:4711" })).toBe("2001:db8::7");
  expect(addressFor("::1", { "x-forwarded-for": "anything" })).toBe("::1");
});

test("another machine is believed only when the operator has named it, however near it is", () => {
  const forwarded = { "x-forwarded-for": "198.51.100.7" };
  for (const neighbour of ["10.1.2.3", "172.16.0.9", "192.168.1.20", "fd00::7", "::ffff:10.1.2.3"]) {
    const itself = neighbour.replace("::ffff:", "");
    expect(addressFor(neighbour, forwarded)).toBe(itself);
    expect(addressFor(neighbour, forwarded, ["10.9.0.0/16", "203.0.113.5"])).toBe(itself);
    expect(addressFor(neighbour, forwarded, ["10.0.0.0/8", "172.16.0.0/12", "192.168.1.20", "fd00::/8"])).toBe(
      "198.51.100.7",
    );
  }
  expect(addressFor("203.0.113.5", forwarded, ["203.0.113.5"])).toBe("198.51.100.7");
  expect(addressFor("127.0.0.1", forwarded, ["203.0.113.5"])).toBe("127.0.0.1");
});

test("what is no address or network is known", () => {
  expect(["10.0.0.5", "10.0.0.0/8", "::1", "fd00::/8"].filter(isNetwork)).toHaveLength(4);
  expect(["proxy", "10.0.0.0/33", "10.0.0", "fd00::/129", "/8", ""].filter(isNetwork)).toEqual([]);
});

test("a client cannot choose its own address", () => {
  expect(addressFor("198.51.100.7", { "x-forwarded-for": "192.0.2.1" })).toBe("198.51.100.7");
  expect(addressFor("198.51.100.7", { "x-throughline-address": "192.0.2.1" })).toBe("198.51.100.7");
});
