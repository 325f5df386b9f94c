import { expect, it } from "vitest";
import { createAllowance } from "./allowance.ts";

it("lets a burst through, then so many a second, and never saves up more than a burst", () => {
  let time = 0;
  const allowance = createAllowance({ atOnce: 3, perSecond: 2 }, () => time);
  const taken = (times: number) => Array.from({ length: times }, () => allowance.take());
  expect(taken(4)).toEqual([true, true, true, false]);
  time = 1_000;
  expect(taken(3)).toEqual([true, true, false]);
  time = 3_600_000;
  expect(taken(4)).toEqual([true, true, true, false]);
});
