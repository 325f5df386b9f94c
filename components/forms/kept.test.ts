import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetKept, placeOf, readKept, withKept, writeKept } from "#components/forms/kept.ts";

/** A tab's storage: what is in it are its own enumerable properties, as in a browser. */
function tab(): Record<string, string> {
  const items: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => items[key] ?? null,
    setItem: (key: string, text: string) => void Object.assign(items, { [key]: text }),
    removeItem: (key: string) => void Reflect.deleteProperty(items, key),
  };
  return Object.setPrototypeOf(items, methods);
}

beforeEach(() => void vi.stubGlobal("sessionStorage", tab()));
afterEach(() => void vi.unstubAllGlobals());

test("a draft belongs to one person in one workspace", () => {
  writeKept(placeOf("ada", "engines", "invitations"), { values: { text: "grace@example.com" }, open: true });
  expect(readKept(placeOf("ada", "engines", "invitations"))).toEqual({
    values: { text: "grace@example.com" },
    open: true,
  });
  expect(readKept(placeOf("ada", "looms", "invitations"))).toBeNull();
  expect(readKept(placeOf("joe", "engines", "invitations"))).toBeNull();
});

test("signing out forgets every draft of the tab and nothing else", () => {
  sessionStorage.setItem("other", "stays");
  writeKept(placeOf("ada", "engines", "budget"), { values: {}, open: true });
  writeKept(placeOf("ada", "looms", "budget"), { values: {}, open: false });
  forgetKept();
  expect(Object.keys(sessionStorage)).toEqual(["other"]);
});

test("what is kept of a form that has changed since, or is no draft at all, harms nothing", () => {
  const kept = { values: { name: 7, scopes: "all", day: "2026-11-21", gone: "x" }, open: true };
  expect(withKept({ name: "", scopes: ["a"], day: "" }, kept)).toEqual({ name: "", scopes: ["a"], day: "2026-11-21" });
  for (const text of ["nonsense", "null", "[]", '{"values":null}']) {
    sessionStorage.setItem(placeOf("ada", "engines", "budget"), text);
    expect(readKept(placeOf("ada", "engines", "budget"))).toBeNull();
  }
});

test("a browser that keeps nothing costs only the convenience", () => {
  vi.stubGlobal("sessionStorage", undefined);
  writeKept(placeOf("ada", "engines", "budget"), { values: {}, open: true });
  forgetKept();
  expect(readKept(placeOf("ada", "engines", "budget"))).toBeNull();
});
