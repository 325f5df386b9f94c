import { expect, test } from "vitest";
import { addressOf, NOW, placeOf, placeOfAddress, stepped, versionAt } from "./scrubber-state.ts";

test("at the end it follows what comes; at a version it stays", () => {
  expect([versionAt(NOW, 7), versionAt(NOW, 8)]).toEqual([7, 8]);
  const place = placeOf(5, 7);
  expect([versionAt(place, 7), versionAt(place, 8)]).toEqual([5, 5]);
});

test("it steps from event to event and never leaves the log", () => {
  expect(stepped(NOW, -1, 7)).toEqual({ at: "version", version: 6 });
  expect(stepped(placeOf(6, 7), 1, 7)).toEqual(NOW);
  expect(stepped(placeOf(1, 7), -1, 7)).toEqual({ at: "version", version: 1 });
  expect(stepped(NOW, 1, 7)).toEqual(NOW);
});

test("its place is in the page's address, and nonsense there is the end", () => {
  const href = "https://example.com/agents/luca?tab=1#people";
  expect(addressOf(placeOf(5, 7), href)).toBe("/agents/luca?tab=1&at=5#timeline");
  expect(addressOf(NOW, "https://example.com/agents/luca?at=5#timeline")).toBe("/agents/luca#timeline");
  expect(placeOfAddress("5", 7)).toEqual(placeOf(5, 7));
  for (const at of [undefined, "", "-1", "5.5", "now", "7", "99", "9".repeat(40)])
    expect(placeOfAddress(at, 7)).toEqual(NOW);
  expect(placeOfAddress("0", 7)).toEqual({ at: "version", version: 1 });
});
