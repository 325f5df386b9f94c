import { expect, test } from "vitest";
import { formatLine } from "#lib/server/log.ts";

const at = new Date("2026-11-21T00:00:00Z");
const line = (fields: Record<string, unknown>) => JSON.parse(formatLine("info", "hello", fields, at));

test("a line is one JSON object with time, level, message and fields", () => {
  expect(line({ sessionId: "s1" })).toEqual({
    at: "2026-11-21T00:00:00.000Z",
    level: "info",
    message: "hello",
    sessionId: "s1",
  });
  expect(formatLine("info", "two\nlines", {}, at)).not.toContain("\n");
});

test("secrets are masked wherever they hide", () => {
  const text = formatLine(
    "error",
    "failed with sk-proj-abcdefgh12345",
    {
      apiKey: "canary-1",
      nested: { Authorization: "Bearer canary-2", password: "canary-3" },
      url: "postgresql://me:canary-4@host/db",
      error: new Error("no route to redis://:canary-5@cache", { cause: new Error("tl_canary-6-abcdef") }),
    },
    at,
  );
  expect(text).not.toMatch(/canary|abcdefgh/);
  expect(text).toContain("postgresql://me:•••@host/db");
});

test.each([
  ["GET /v1?api-key=canary-1&model=m failed", "GET /v1?api-key=•••&model=m failed"],
  ["https://x/sign?sig=canary&X-Amz-Signature=canary2", "https://x/sign?sig=•••&X-Amz-Signature=•••"],
  ["sent Bearer canary-123456 and Basic Y2FuYXJ5OjE=", "sent Bearer ••• and Basic •••"],
  ["a cookie of eyJhbGciOiJkaXIi.canary.canary-x", "a cookie of •••"],
  ["/invitations/inv_canary-0123456789 and /reset/rst_canary0123456789", "/invitations/••• and /reset/•••"],
  ["key sk-canary-0123456789!", "key •••!"],
  ["nothing to hide: task-1234567890, no news", "nothing to hide: task-1234567890, no news"],
])("masks what hides in a text: %s", (text, shown) => {
  expect(line({ text }).text).toBe(shown);
});

test("an error keeps its name, code and stack", () => {
  const error = Object.assign(new TypeError("broken"), { code: "E_BROKEN" });
  expect(line({ error }).error).toMatchObject({ name: "TypeError", message: "broken", code: "E_BROKEN" });
});
