import { expect, test } from "vitest";
import { passwordFault, passwordStrength } from "./password.ts";

test("a password has 8 to 200 characters and more than two different ones", () => {
  expect(passwordFault("1x3y5z7")).toContain("at least 8");
  expect(passwordFault("ab".repeat(100))).toContain("two different");
  expect(passwordFault("correct horse ".repeat(15))).toContain("at most 200");
  expect(passwordFault("correct horse")).toBeNull();
});

test("the address of the account and the most common passwords are refused, in whatever case", () => {
  expect(passwordFault("Ada.Lovelace@example.com", "ada.lovelace@example.com")).toContain("e-mail address");
  expect(passwordFault("ada.lovelace", "ada.lovelace@example.com")).toContain("e-mail address");
  for (const common of ["password", "PassWord123", "qwertyuiop", "12345678", "iloveyou"])
    expect(passwordFault(common), common).toContain("guessed first");
});

test("longer and more varied passwords are called stronger", () => {
  expect(passwordStrength("abcdefgh")).toBe("weak");
  expect(passwordStrength("aaaaaaaaaaaaaaaa")).toBe("weak");
  expect(passwordStrength("hfe72kqp")).toBe("weak");
  expect(passwordStrength("horsebattery")).toBe("fair");
  expect(passwordStrength("correct horse")).toBe("good");
  expect(passwordStrength("correct horse battery staple")).toBe("strong");
});
