import { afterEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { newId } from "./new-id.ts";

afterEach(() => void vi.useRealTimers());

const idAt = (time: number): string => {
  vi.useFakeTimers({ now: time });
  return newId();
};

test("ids are UUIDs of version 7 and sort by time of making", () => {
  const older = idAt(Date.UTC(2026, 0, 1));
  const newer = idAt(Date.UTC(2026, 0, 1) + 1);
  expect(z.uuidv7().safeParse(older).success).toBe(true);
  expect(Number.parseInt(older.replace("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 1));
  expect(older < newer).toBe(true);
  expect(newId()).not.toBe(newId());
});

test("whatever a list gives a function it maps with, ids tell the time", () => {
  const [id = ""] = [{ any: "thing" }].map(newId);
  expect(z.uuidv7().safeParse(id).success).toBe(true);
});
