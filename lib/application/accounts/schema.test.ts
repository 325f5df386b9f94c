import { describe, expect, test } from "vitest";
import { createUserInput, setupInput } from "./schema.ts";

const owner = { email: "ada@example.com", password: "correct horse", name: "Ada", workspaceName: "Analytics" };
const complaint = (change: object) => {
  const parsed = setupInput.safeParse({ ...owner, ...change });
  return parsed.success ? null : `${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`;
};

describe("an account", () => {
  test("keeps the address in lower case and names without blanks around them", () => {
    const input = setupInput.parse({ ...owner, email: "  Ada@Example.COM ", name: "  Ada  " });
    expect(input).toMatchObject({ email: "ada@example.com", name: "Ada" });
  });

  test.each([
    [{ email: "ada" }, "email: Enter an e-mail address such as name@example.com."],
    [{ email: undefined }, "email: Enter an e-mail address."],
    [{ email: `${"a".repeat(250)}@b.co` }, "email: An e-mail address has at most 254 characters."],
    [{ password: "short" }, "password: Use at least 8 characters."],
    [{ password: "aaaaaaaabb" }, "password: Use more than two different characters."],
    [{ password: "x1y".repeat(100) }, "password: Use at most 200 characters."],
    [{ password: "Password123" }, "password: This is one of the passwords that are guessed first. Choose another."],
    [{ name: "   " }, "name: Enter your name."],
    [{ name: "a\nb" }, "name: Use one line without control characters."],
    [{ name: "x".repeat(101) }, "name: Use at most 100 characters."],
    [{ workspaceName: 7 }, "workspaceName: Enter a name for the workspace."],
  ])("with %j is told what to do", (change, message) => {
    expect(complaint(change)).toBe(message);
  });

  test("takes names and passwords in any script", () => {
    expect(complaint({ name: "Zoë Ångström-李", password: "ключ-密码-🔑" })).toBeNull();
  });

  test("cannot choose its own id, workspace or role", () => {
    for (const field of ["id", "workspaceId", "role", "passwordHash", "suspendedAt"])
      expect(setupInput.safeParse({ ...owner, [field]: "x" }).success).toBe(false);
  });
});

test("a user from the command line is a member without a key unless it is said", () => {
  const { name: _, ...user } = owner;
  expect(createUserInput.parse(user)).toMatchObject({ role: "member", apiKey: false });
});
