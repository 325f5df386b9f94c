import { expect, test } from "vitest";
import type { RotationProgress } from "#lib/application/secrets/schema.ts";
import { progressOf } from "./rotation-words.ts";

const at = (phase: RotationProgress["phase"], done = 0, total = 0) =>
  progressOf({
    ...{ phase, done, total, newKey: "k", waitingFor: [], unreadable: [] },
    ...{ startedAt: "2026-11-21T12:00:00.000Z", endedAt: null },
  });

test("progress only grows from phase to phase, and names what is counted", () => {
  const steps = [at("offering"), at("sealing"), at("sealing", 1, 4), at("sealing", 4, 4), at("retiring"), at("ended")];
  const percents = steps.map(({ percent }) => percent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents.at(-1)).toBe(100);
  expect(steps[2]?.words).toBe("Sealing anew: 1 of 4 …");
});
