import type { Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import type { Round, Row } from "./row.ts";

interface RoundRun {
  row: Row;
  round: Round;
  number: number;
  seed: number;
}

/** How often a round is tried that does not put its promise to the test. */
export const TRIES = 4;

/** Runs a round until it counts, with other chances each time; one that never does is a broken promise. */
export async function runRound({ row, round, number, seed }: RoundRun, ledger: Ledger): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await round(randomOf(seed, row.name, number, tries), ledger)) {
      ledger.rounds += 1;
      return;
    }
    ledger.idle += 1;
  }
  ledger.broken.push(`round ${number}: nothing was put to the test in ${TRIES} tries`);
}
