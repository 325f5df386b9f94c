import { expect, test } from "vitest";
import { createPasswords } from "./passwords.ts";

const passwords = createPasswords({ N: 2 ** 10, r: 8, p: 1 });

test("a password opens its own hash and no other", async () => {
  const hash = await passwords.hash("correct horse");
  expect(await passwords.verify("correct horse", hash)).toBe(true);
  expect(await passwords.verify("correct horsf", hash)).toBe(false);
  expect(await passwords.verify("", hash)).toBe(false);
});

test("the same password never hashes the same, and the hash does not contain it", async () => {
  const [one, two] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).not.toBe(two);
  expect(one).not.toContain("correct");
});

test("a password typed with composed or decomposed umlauts is the same password", async () => {
  expect(await passwords.verify("u\u0308bermut", await passwords.hash("\u00fcbermut"))).toBe(true);
});

test.each([null, ""])(
  "a user who is unknown or has no password yet (%j) costs a derivation and is refused",
  async (hash) => {
    expect(await passwords.verify("correct horse", hash)).toBe(false);
  },
);

test("a hash made at another cost still opens", async () => {
  const older = await createPasswords({ N: 2 ** 8, r: 8, p: 1 }).hash("correct horse");
  expect(await passwords.verify("correct horse", older)).toBe(true);
});
