import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test("an IPv4 address stands for itself, however it is written", () => {
  expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("unknown")).toBe("unknown");
});

test("all addresses of one IPv6 connection are one network", () => {
  const spellings = [
    "2001:db8:0:42::1",
    "2001:0DB8:0000:0042:ffff:ffff:ffff:ffff",
    "2001:db8:0:42:1:2:3:4",
    "2001:db8::42:0:0:0:9",
  ];
  expect(new Set(spellings.map(networkOf))).toEqual(new Set(["2001:db8:0:42::/64"]));
  expect(networkOf("2001:db8:0:43::1")).not.toBe(networkOf("2001:db8:0:42::1"));
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});
