import { expect, test } from "vitest";
import { SCOPES } from "#lib/domain/access.ts";
import { endOf, exampleCall, READING, scopeWords } from "./key-words.ts";

test("scopes are told in a few words", () => {
  expect(scopeWords(SCOPES)).toBe("everything");
  expect(scopeWords(READING)).toBe("reads everything");
  expect(scopeWords(["sessions:read", "agents:read", "sessions:write"])).toBe(
    "reads sessions, agents · writes sessions",
  );
  expect(scopeWords(["audit:read"])).toBe("reads audit log");
});

test("a key ends after so many days, at the end of a day, or never", () => {
  const now = Date.UTC(2026, 10, 21, 12);
  expect(endOf("30", "", now)).toBe("2026-12-21T12:00:00.000Z");
  expect(endOf("never", "2026-12-24", now)).toBeNull();
  expect(endOf("date", "", now)).toBeUndefined();
  const end = new Date(endOf("date", "2026-12-24", now) ?? "");
  expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([24, 23, 59]);
});

test("the example is a call that the key's scopes allow", () => {
  expect(exampleCall("http://localhost:3000", "tl_x", ["agents:write", "agents:read"])).toBe(
    'curl http://localhost:3000/api/agents \\\n  -H "Authorization: Bearer tl_x"',
  );
  expect(exampleCall("http://localhost:3000", "tl_x", ["workspace:read"])).toContain("/api/me ");
});
