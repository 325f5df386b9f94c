import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box.ts";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const place = { workspaceId: "w1", rowId: "r1", field: "apiKey" };
const box = createSecretBox({ current: "k1", keys: { k1: key(1) } });

describe("secret box", () => {
  it("opens what it sealed, and never writes the same ciphertext twice", () => {
    const first = box.seal("sk-geheim-ü-🔑", place);
    expect(box.open(first, place)).toBe("sk-geheim-ü-🔑");
    expect(box.seal("sk-geheim-ü-🔑", place)).not.toBe(first);
    expect(first).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(first).not.toContain("geheim");
  });

  it("seals the empty text", () => {
    expect(box.open(box.seal("", place), place)).toBe("");
  });

  it.each([
    ["another workspace", { ...place, workspaceId: "w2" }],
    ["another row", { ...place, rowId: "r2" }],
    ["another field", { ...place, field: "token" }],
    ["a place whose parts join to the same text", { workspaceId: "w1r1", rowId: "", field: "apiKey" }],
  ])("refuses a ciphertext moved to %s", (_, elsewhere) => {
    expect(() => box.open(box.seal("secret", place), elsewhere)).toThrow(
      expect.objectContaining({ code: "secret_unreadable" }),
    );
  });

  it("refuses a ciphertext with any character changed", () => {
    const sealed = box.seal("secret", place);
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
      // The last character of a base64url group may carry unused bits: the same bytes, so not a change.
      if (
        Buffer.from(changed.split(".")[3] ?? "", "base64url").equals(
          Buffer.from(sealed.split(".")[3] ?? "", "base64url"),
        ) &&
        changed.split(".")[3] !== sealed.split(".")[3]
      )
        continue;
      expect(() => box.open(changed, place), `character ${at}`).toThrow(
        expect.objectContaining({ code: "secret_unreadable" }),
      );
    }
  });

  it.each([
    "",
    "v1",
    "v1.k1",
    "v2.k1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
    "v1.k1.AAAA.AAAAAAAAAAAAAAAAAAAAAA",
    "v1.k1.AAAAAAAAAAAAAAAA.AAAA",
    "sk-plain",
  ])("refuses %j, which is no sealed text", (text) => {
    expect(() => box.open(text, place)).toThrow(expect.objectContaining({ code: "secret_unreadable" }));
  });

  it("names the key it lacks", () => {
    const foreign = createSecretBox({ current: "other", keys: { other: key(9) } }).seal("secret", place);
    expect(() => box.open(foreign, place)).toThrow(
      expect.objectContaining({ code: "secret_unreadable", message: expect.stringContaining('"other"') }),
    );
  });

  it("opens old texts after a rotation, says that they need it, and seals with the new key", () => {
    const old = box.seal("secret", place);
    const rotated = createSecretBox({ current: "k2", keys: { k1: key(1), k2: key(2) } });
    expect(rotated.open(old, place)).toBe("secret");
    expect(rotated.needsRotation(old)).toBe(true);
    const renewed = rotated.seal(rotated.open(old, place), place);
    expect(rotated.needsRotation(renewed)).toBe(false);
    expect(() => box.open(renewed, place)).toThrow();
  });

  it.each([
    ["a current key that is not there", { current: "k2", keys: { k1: key(1) } }],
    ["a key that is too short", { current: "k1", keys: { k1: Buffer.alloc(16).toString("base64") } }],
    ["a key id with a dot", { current: "a.b", keys: { "a.b": key(1) } }],
  ])("refuses a keyring with %s", (_, keyring) => {
    expect(() => createSecretBox(keyring)).toThrow(expect.objectContaining({ code: "configuration_invalid" }));
  });

  it("seals with the key that is current at that moment, and asks once for a key that it does not know", () => {
    let asked = 0;
    const ring = {
      current: "k1",
      keys: { k1: key(1) } as Record<string, string>,
      reload() {
        asked++;
      },
    };
    const live = createSecretBox(ring);
    const elsewhere = createSecretBox({ current: "k2", keys: { k2: key(2) } }).seal("secret", place);
    expect(() => live.open(elsewhere, place)).toThrow('the key "k2", which this process does not hold');
    expect(asked).toBe(1);
    Object.assign(ring.keys, { k2: key(2) });
    expect(live.open(elsewhere, place)).toBe("secret");
    ring.current = "k2";
    expect(live.needsRotation(live.seal("secret", place))).toBe(false);
    expect(live.seal("secret", place)).toMatch(/^v1\.k2\./);
  });
});
