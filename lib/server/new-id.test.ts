import { expect, test } from "vitest";
import { z } from "zod";
import { newId } from "./new-id.ts";

test("ids are UUIDs of version 7 and sort by time of making", () => {
  const older = newId(Date.UTC(2026, 0, 1));
  const newer = newId(Date.UTC(2026, 0, 1) + 1);
  expect(z.uuidv7().safeParse(older).success).toBe(true);
  expect(older < newer).toBe(true);
  expect(newId()).not.toBe(newId());
});
