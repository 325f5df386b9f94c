import type { Undo } from "#lib/testing/house.ts";
import type { Ledger, Limits } from "./ledger.ts";
import type { Random } from "./random.ts";
import type { Stage, StageOptions } from "./stage.ts";

/**
 * One round of faults: asks, breaks, waits for the end and compares. Gives whether the row's promise was put to the test:
 * a process that wrote nothing when it was killed proves nothing.
 */
export type Round = (random: Random, ledger: Ledger) => Promise<boolean>;

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
  /** What has to be measured in this row, and within how many milliseconds it must be. */
  limits?(options: StageOptions): Limits;
  /** Prepares what the rounds have in common. The stage has been used before, and is as new. */
  setUp(stage: Stage, setting: Setting): Promise<Round> | Round;
}
