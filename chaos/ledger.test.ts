import { expect, test } from "vitest";
import { createLedger, failuresOf, type Ledger } from "./ledger.ts";

const ledgerOf = (found: Partial<Ledger>): Ledger => ({ ...createLedger(), rounds: 1, ...found });
const timesOf = (times: Partial<Ledger["times"]>) => ({ ...createLedger().times, ...times });

test("a row that was put to the test and kept everything has no failure", () => {
  const ledger = ledgerOf({ times: timesOf({ "take-over": [3_000], stop: [40] }) });
  expect(failuresOf(ledger, { "take-over": 5_000, stop: 1_000 })).toEqual([]);
});

test("a row of which no round counted fails, however often it was tried", () => {
  expect(failuresOf(createLedger(), {})).toEqual(["nothing was put to the test (0 tries)"]);
  expect(failuresOf(ledgerOf({ rounds: 0, idle: 8 }), {})).toEqual(["nothing was put to the test (8 tries)"]);
});

test("a limit of what was never measured is not kept", () => {
  const ledger = ledgerOf({ times: timesOf({ stop: [40] }) });
  expect(failuresOf(ledger, { "take-over": 5_000, stop: 1_000 })).toEqual(["no take-over was measured"]);
});

test("each time is held at its own limit", () => {
  const ledger = ledgerOf({ times: timesOf({ stop: [40, 1_200], "stop after kill": [1_200] }) });
  const limits = { stop: 1_000, "stop after kill": 5_000 };
  expect(failuresOf(ledger, limits)).toEqual(["stop p99 1200 ms, over 1000 ms"]);
  expect(failuresOf(ledger, {})).toEqual([]);
});

test("every lost word, wrong count and broken promise is a failure", () => {
  const ledger = ledgerOf({ lost: 2, tallies: 1, broken: ["a stop was not kept"] });
  expect(failuresOf(ledger, {})).toEqual(["2 lost", "1 tallies", "a stop was not kept"]);
});
