import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageOf } from "#lib/server/start-error.ts";
import { createLedger, failuresOf } from "./ledger.ts";
import type { Row } from "./row.ts";
import { runRound } from "./run-round.ts";
import { createStage, type Stage, type StageOptions } from "./stage.ts";

const SEED = 20_261_121;
const TIMEOUT = 120_000;

/** A round of each row on one stage, in the tests: everything but the times is judged. */
export function describeRows(title: string, rows: readonly Row[], options: StageOptions): void {
  describe(title, () => {
    const undone: (() => Promise<void>)[] = [];
    const undo = { onTestFinished: (one: () => Promise<void>) => void undone.push(one) };
    let stage: Stage;
    beforeAll(async () => {
      stage = await createStage(undo, options);
    }, TIMEOUT);
    afterAll(async () => {
      for (const one of undone.reverse()) await one();
    }, TIMEOUT);

    test.each(rows)("$fault", { timeout: TIMEOUT }, async (row) => {
      const ledger = createLedger();
      const round = await row.setUp(stage, { undo, brief: true });
      await runRound({ row, round, number: 0, seed: SEED }, ledger).catch((error: unknown) => {
        throw new Error(`${messageOf(error)}\n${stage.words()}`, { cause: error });
      });
      expect(failuresOf(ledger, {})).toEqual([]);
    });
  });
}
