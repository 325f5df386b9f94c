import { expect, test } from "vitest";
import { upcast } from "./upcast.ts";

const data = { sessionId: "s", clientActionId: "q", resumedAt: "2026-11-21T12:00:00.000Z" };

test("an event of an older version is read as this one writes it", () => {
  expect(upcast({ type: "agent.execution.resumed.v1", data })).toEqual({
    type: "agent.execution.resumed.v2",
    data: { ...data, outcome: "answered" },
  });
});

test("an event of this version stays what it is", () => {
  const expired = { type: "agent.execution.resumed.v2", data: { ...data, outcome: "expired" } };
  expect(upcast(expired)).toEqual(expired);
});

test.each(["agent.execution.resumed.v3", "toString", ""])("an unknown type is an error: %j", (type) => {
  expect(() => upcast({ type, data })).toThrow(expect.objectContaining({ code: "internal" }));
});
