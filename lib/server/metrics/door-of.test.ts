import { expect, test } from "vitest";
import { doors } from "#lib/server/doors.ts";
import { doorOf } from "./door-of.ts";

test.each(doors.map(({ path }) => path))("%s is known by its template, whatever stands in it", (path) => {
  expect(doorOf(path.replace(/\{\w+\}/g, crypto.randomUUID()))).toBe(path);
});

test("what is no door is told by its kind alone", () => {
  expect(doorOf("/sessions/0198")).toBe("page");
  expect(doorOf("/_next/static/chunks/x.js")).toBe("asset");
  expect(doorOf("/api/secret/of/somebody/else/x/y/z")).toBe("none");
  expect(doorOf("/wp-login.php")).toBe("page");
});
