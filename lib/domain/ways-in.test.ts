import { expect, test } from "vitest";
import { isLastWayIn } from "./ways-in.ts";

const issuer = "https://id.example";
const [mine, other, old] = [
  { id: "a", issuer },
  { id: "b", issuer },
  { id: "c", issuer: "https://before.example" },
];

test.each([
  ["a password", { hasPassword: true, identities: [mine] }, issuer, false],
  ["another account at the provider in use", { hasPassword: false, identities: [mine, other] }, issuer, false],
  ["an account at a provider that is used no more", { hasPassword: false, identities: [mine, old] }, issuer, true],
  ["another account and no provider at all", { hasPassword: false, identities: [mine, other] }, null, true],
  ["nothing", { hasPassword: false, identities: [mine] }, issuer, true],
])("what lets in beside a linked account: %s", (_, ways, provider, isLast) => {
  expect(isLastWayIn(ways, "a", provider)).toBe(isLast);
});
