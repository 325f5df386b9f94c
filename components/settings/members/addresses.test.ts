import { expect, test } from "vitest";
import { addressesIn } from "./addresses.ts";

test("addresses are found however they are written, each once", () => {
  expect(addressesIn("")).toEqual([]);
  expect(addressesIn(" grace@example.com ")).toEqual(["grace@example.com"]);
  expect(addressesIn("Grace Hopper <Grace@example.com>, alan@example.com;\nada@example.com alan@example.com")).toEqual([
    "grace@example.com",
    "alan@example.com",
    "ada@example.com",
  ]);
  expect(addressesIn("not an address")).toEqual(["not", "an", "address"]);
});
