import type { WordFaults } from "./compare-words.ts";

/** What was found in all rounds of a row. Everything but rounds, turns and times must be nothing. */
export interface Ledger extends WordFaults {
  rounds: number;
  turns: number;
  /** Calls whose effect is not there exactly once. */
  tallies: number;
  /** Milliseconds from a kill to the first new text, or the end, that a client saw of each turn taken over. */
  takeOvers: number[];
  /** Every other broken promise, in words. */
  broken: string[];
}

export const createLedger = (): Ledger => ({
  rounds: 0,
  turns: 0,
  lost: 0,
  repeated: 0,
  reordered: 0,
  foreign: 0,
  tallies: 0,
  takeOvers: [],
  broken: [],
});

export function addWords(ledger: Ledger, faults: WordFaults): void {
  ledger.lost += faults.lost;
  ledger.repeated += faults.repeated;
  ledger.reordered += faults.reordered;
  ledger.foreign += faults.foreign;
}

/** A new writer's first text within this many milliseconds, at the 99th percentile, while a second process lives. */
export const TAKE_OVER_LIMIT = 5_000;

/** Why a row fails, in words; empty when every promise was kept. `limit`: of take-overs, in milliseconds. */
export function failuresOf(ledger: Ledger, limit: number | null): string[] {
  const { lost, repeated, reordered, foreign, tallies } = ledger;
  const counted = Object.entries({ lost, repeated, reordered, foreign, tallies })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const late = limit !== null && percentile(ledger.takeOvers, 0.99) > limit;
  return [...counted, ...(late ? [`take-over p99 over ${limit} ms`] : []), ...ledger.broken];
}

/** 0 of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
