import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { deriveId } from "#lib/application/derive-id.ts";
import { digests } from "./digests.ts";

test("an id is derived as everywhere else", async () => {
  for (const name of ["", "old session 1", "é 数据"]) {
    const base = randomUUID();
    expect(digests.deriveId(base, name)).toBe(await deriveId(base, name));
  }
});

test("a text's digest is its SHA-256", () => {
  expect(digests.sha256("é")).toBe(createHash("sha256").update(Buffer.from("é", "utf8")).digest("hex"));
});
