import { expect, test } from "vitest";
import { deriveId } from "./derive-id.ts";

test("the same base and name give the id that RFC 9562 says", async () => {
  const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
  expect(await deriveId(dns, "www.example.com")).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("another name or another base gives another id", async () => {
  const base = "01980000-0000-7000-8000-000000000001";
  const ids = [await deriveId(base, "a"), await deriveId(base, "b"), await deriveId(base.replace(/1$/, "2"), "a")];
  expect(new Set(ids).size).toBe(3);
});
