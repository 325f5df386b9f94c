import { describe, expect, test } from "vitest";
import { concealerFor } from "./conceal.ts";

const SECRET = "sk-canary-0123456789";

describe("what a request is authorised with", () => {
  test.each([
    ["a bearer's key", { authorization: `Bearer ${SECRET}` }],
    ["a key without a scheme", { authorization: SECRET }],
    ["Anthropic's key", { "x-api-key": SECRET }],
    ["Azure's key", { "api-key": SECRET }],
  ])("is taken out of texts and bytes: %s", (_, headers) => {
    const { text, bytes } = concealerFor(headers);
    expect(text(`https://x/?k=${SECRET}&again=${SECRET}`)).toBe("https://x/?k=[key]&again=[key]");
    expect(bytes(Buffer.from(`äöü ${SECRET} €`)).toString()).toBe("äöü [key] €");
  });

  test("leaves other bytes as they are, the very same", () => {
    const chunk = Buffer.from([0, 255, 128, 10]);
    expect(concealerFor({ authorization: `Bearer ${SECRET}` }).bytes(chunk)).toBe(chunk);
  });

  test("is not looked for where there is none, or where it is as short as a word", () => {
    expect(concealerFor({}).text("a key")).toBe("a key");
    expect(concealerFor({ authorization: "Bearer key" }).text("a key")).toBe("a key");
  });
});
