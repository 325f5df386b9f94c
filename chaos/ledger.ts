import type { WordFaults } from "./compare-words.ts";

/**
 * What is timed, in milliseconds. `take-over`: from the end of a process (a kill, or the request to end) to the first new
 * text, or the end, that a tab saw of each turn that another one took. `stop`: from the request that was acknowledged to
 * the turn's end; `stop after kill`: the same where the writer is dead, from the kill when that came later.
 */
export type Measure = "take-over" | "stop" | "stop after kill";
export type Limits = Partial<Record<Measure, number>>;

/** What was found in all rounds of a row. Everything but rounds, turns and times must be nothing. */
export interface Ledger extends WordFaults {
  /** Rounds that put the row's promise to the test. */
  rounds: number;
  /** Tries of rounds in which nothing was disturbed: they prove nothing, and are repeated. */
  idle: number;
  turns: number;
  /** Calls whose effect is not there exactly once. */
  tallies: number;
  times: Record<Measure, number[]>;
  /** Every other broken promise, in words. */
  broken: string[];
}

export const createLedger = (): Ledger => ({
  rounds: 0,
  idle: 0,
  turns: 0,
  lost: 0,
  repeated: 0,
  reordered: 0,
  foreign: 0,
  tallies: 0,
  times: { "take-over": [], stop: [], "stop after kill": [] },
  broken: [],
});

export function addWords(ledger: Ledger, faults: WordFaults): void {
  ledger.lost += faults.lost;
  ledger.repeated += faults.repeated;
  ledger.reordered += faults.reordered;
  ledger.foreign += faults.foreign;
}

/** What holds at the 99th percentile while a second process lives. */
export const TAKE_OVER_LIMIT = 5_000;
/** A stop, whether somebody writes or the writer was killed. */
export const STOP_LIMIT = 1_000;

/** Why a row fails, in words; empty when every promise was put to the test and kept. A limit of what was never timed is not kept. */
export function failuresOf(ledger: Ledger, limits: Limits): string[] {
  const { lost, repeated, reordered, foreign, tallies, rounds, idle, times } = ledger;
  const counted = Object.entries({ lost, repeated, reordered, foreign, tallies })
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  const proven = rounds > 0 ? [] : [`nothing was put to the test (${idle} tries)`];
  const late = (Object.entries(limits) as [Measure, number][]).flatMap(([what, limit]) => {
    if (times[what].length === 0) return [`no ${what} was measured`];
    const p99 = percentile(times[what], 0.99);
    return p99 > limit ? [`${what} p99 ${Math.round(p99)} ms, over ${limit} ms`] : [];
  });
  return [...proven, ...counted, ...late, ...ledger.broken];
}

/** 0 of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
