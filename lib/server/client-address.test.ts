import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { addressOf, stampAddress } from "./client-address.ts";

function addressFor(remoteAddress: string | undefined, headers: Record<string, string> = {}): string {
  const request = { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  stampAddress(request);
  return addressOf(new Headers(request.headers as Record<string, string>));
}

test("the address is the connection's, an IPv4 one in its short form", () => {
  expect(addressFor("198.51.100.7")).toBe("198.51.100.7");
  expect(addressFor("::ffff:198.51.100.7")).toBe("198.51.100.7");
  expect(addressFor("2001:db8::7")).toBe("2001:db8::7");
  expect(addressFor(undefined)).toBe("unknown");
});

test("a proxy nearby is believed, and only what it added itself", () => {
  expect(addressFor("127.0.0.1", { "x-forwarded-for": "203.0.113.9, 198.51.100.7" })).toBe("198.51.100.7");
  expect(addressFor("::1", { "x-forwarded-for": "198.51.100.7" })).toBe("198.51.100.7");
  expect(addressFor("10.1.2.3")).toBe("10.1.2.3");
  expect(addressFor("::1", { "x-forwarded-for": "198.51.100.7:4711" })).toBe("198.51.100.7");
  expect(addressFor("::1", { "x-forwarded-for": "[2001:db8::7]:4711" })).toBe("2001:db8::7");
  expect(addressFor("::1", { "x-forwarded-for": "anything" })).toBe("::1");
});

test("a client cannot choose its own address", () => {
  expect(addressFor("198.51.100.7", { "x-forwarded-for": "192.0.2.1" })).toBe("198.51.100.7");
  expect(addressFor("198.51.100.7", { "x-throughline-address": "192.0.2.1" })).toBe("198.51.100.7");
});
