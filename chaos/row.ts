import type { Undo } from "#lib/testing/house.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";

/** How a run was asked for. */
export interface RunOptions {
  processes: number;
  proxy: boolean;
}

export interface Setting extends RunOptions {
  undo: Undo;
  random: Random;
}

/** One round of faults: asks, breaks, waits for the end and compares. */
export type Round = (random: Random, ledger: Ledger) => Promise<void>;

/** One line of the fault table. */
export interface Row {
  name: string;
  fault: string;
  /** Whether a second process takes over in this row, so that the limit of take-over holds. */
  limited(options: RunOptions): boolean;
  /** More rounds than these prove nothing more. */
  mostRounds?: number;
  setUp(setting: Setting): Promise<Round>;
}
