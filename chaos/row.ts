import type { Undo } from "#lib/testing/house.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Stage, StageOptions } from "./stage.ts";

/** One round of faults: asks, breaks, waits for the end and compares. */
export type Round = (random: Random, ledger: Ledger) => Promise<void>;

export interface Setting {
  undo: Undo;
  /** For every run of the tests: no waiting that proves little. */
  brief: boolean;
}

/** One line of the fault table. */
export interface Row {
  name: string;
  fault: string;
  leastProcesses: 1 | 2;
  /** Whether another process takes over in this row, so that the limit of take-over holds. */
  limited?(options: StageOptions): boolean;
  /** Prepares what the rounds have in common. The stage has been used before, and is as new. */
  setUp(stage: Stage, setting: Setting): Promise<Round> | Round;
}
