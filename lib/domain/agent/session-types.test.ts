import { expect, test } from "vitest";
import { findBySessionType } from "./session-types.ts";

const registry = new Map([
  ["guide", "guide"],
  ["guide_agent", "guide"],
  ["content-liaison", "content-liaison"],
  ["thought-partner", "thought-partner"],
  ["thinking", "thought-partner"],
  ["luca_agent", "luca"],
]);
const slugOf = (type: string) => findBySessionType(type, (name) => registry.get(name));

test.each([
  ["guide", "guide"],
  ["guide_agent", "guide"],
  ["Guide Agent", "guide"],
  ["guide-session", "guide"],
  ["content_liaison", "content-liaison"],
  ["contentLiaison", "content-liaison"],
  ["CONTENT_LIAISON_AGENT", "content-liaison"],
  ["Thought Partner", "thought-partner"],
  ["thinking_session", "thought-partner"],
  ["luca", "luca"],
])("the old type %s is %s", (type, slug) => expect(slugOf(type)).toBe(slug));

test("a type that the registry does not know stays unknown", () => {
  expect(slugOf("guidance")).toBeUndefined();
  expect(slugOf("")).toBeUndefined();
  expect(slugOf("constructor")).toBeUndefined();
});
