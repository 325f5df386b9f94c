import { expect, test } from "vitest";
import { safeNext } from "#components/account/safe-next.ts";
import { FIRST_LAYOUT, layoutCookie, readLayout } from "#components/shell/layout-prefs.ts";

test("a layout survives its cookie, and nonsense in it does no harm", () => {
  const layout = { sidebar: 300, panel: 400, sidebarOpen: false, panelOpen: true };
  const value = layoutCookie(layout).split(";")[0]?.split("=")[1];
  expect(readLayout(value)).toEqual(layout);
  expect(readLayout("%7Bbroken")).toEqual(FIRST_LAYOUT);
  expect(readLayout(encodeURIComponent('{"sidebar":99999,"panel":"x"}'))).toEqual({ ...FIRST_LAYOUT, sidebar: 420 });
});

test("after signing in one lands on a page of ours", () => {
  expect(safeNext("/sessions/1?agent=guide")).toBe("/sessions/1?agent=guide");
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", undefined])
    expect(safeNext(next)).toBe("/");
});
