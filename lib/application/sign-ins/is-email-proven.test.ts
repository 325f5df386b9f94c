import { expect, test } from "vitest";
import { isEmailProven } from "./is-email-proven.ts";

test.each([
  [true, false, true],
  ["true", false, true],
  [false, true, false],
  ["false", true, false],
  ["yes", true, false],
  [undefined, false, false],
  [undefined, true, true],
])("email_verified %s of a provider that is trusted: %s, proves the address: %s", (claim, trusts, proven) => {
  expect(isEmailProven(claim, trusts)).toBe(proven);
});
