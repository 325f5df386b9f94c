import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "#lib/server/start-error.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Round, Row } from "./row.ts";
import { runRound } from "./run-round.ts";
import { createStage, type Stage, type StageOptions } from "./stage.ts";

interface RowRun extends StageOptions {
  rounds: number;
  /** The number of the first round: a round by itself is repeated by its number. */
  first: number;
  seed: number;
  onRound(round: number, ledger: Ledger): void;
}

/** A round that takes longer, with its repetitions, hangs: something that was promised never came. */
const PATIENCE_MS = 120_000;

/** Runs a row's rounds one after the other; one that hangs or throws is a broken promise, and the next one gets a new stage. */
export async function runRow(row: Row, { rounds, first, seed, onRound, ...options }: RowRun): Promise<Ledger> {
  const ledger = createLedger();
  let open: OpenRow | null = null;
  for (let round = first; round < first + rounds; round++) {
    try {
      open ??= await openRow(row, options);
      const late = delay(PATIENCE_MS, "late", { ref: false });
      const run = runRound({ row, round: open.round, number: round, seed }, ledger);
      if ((await Promise.race([run, late])) === "late") throw new Error(`no end after ${PATIENCE_MS / 1_000} s`);
    } catch (error) {
      ledger.broken.push(`round ${round}: ${messageOf(error)}\n${open?.words() ?? ""}`);
      await open?.close();
      open = null;
    }
    onRound(round, ledger);
  }
  await open?.close();
  return ledger;
}

interface OpenRow extends Pick<Stage, "words"> {
  round: Round;
  close(): Promise<void>;
}

async function openRow(row: Row, options: StageOptions): Promise<OpenRow> {
  const undone: (() => Promise<void>)[] = [];
  const undo = { onTestFinished: (one: () => Promise<void>) => void undone.push(one) };
  const close = async (): Promise<void> => {
    for (const one of undone.reverse()) await one();
  };
  try {
    const stage = await createStage(undo, options);
    return { round: await row.setUp(stage, { undo, brief: false }), words: stage.words, close };
  } catch (error) {
    await close();
    throw error;
  }
}
