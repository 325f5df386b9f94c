import { expect, test } from "vitest";
import { createLedger, failuresOf } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Row } from "./row.ts";
import { runRound, TRIES } from "./run-round.ts";

const rowOf = (round: (random: Random) => Promise<boolean>): Row => ({
  name: "none",
  fault: "nothing",
  leastProcesses: 1,
  setUp: () => round,
});

async function run(round: (random: Random) => Promise<boolean>) {
  const ledger = createLedger();
  await runRound({ row: rowOf(round), round, number: 3, seed: 7 }, ledger);
  return ledger;
}

test("a round that disturbed nothing is repeated with other chances until it counts", async () => {
  const chances: number[] = [];
  const ledger = await run(async ({ below }) => chances.push(below(1_000_000)) === 3);
  expect(new Set(chances).size).toBe(3);
  expect(ledger).toMatchObject({ rounds: 1, idle: 2 });
  expect(failuresOf(ledger, {})).toEqual([]);
});

test("a round that never counts fails its row", async () => {
  const ledger = await run(async () => false);
  expect(ledger).toMatchObject({ rounds: 0, idle: TRIES });
  expect(failuresOf(ledger, {})).toContain(`round 3: nothing was put to the test in ${TRIES} tries`);
});
