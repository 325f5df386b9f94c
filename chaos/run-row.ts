import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "#lib/server/start-error.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { randomOf } from "./random.ts";
import type { Round, Row, RunOptions, Setting } from "./row.ts";

interface RowRun extends RunOptions {
  rounds: number;
  /** The number of the first round: a round by itself is repeated by its number. */
  first: number;
  seed: number;
  onRound(round: number, ledger: Ledger): void;
}

/** A round that takes longer hangs: something that was promised never came. */
const PATIENCE_MS = 120_000;

/** Runs a row's rounds one after the other; a round that hangs or throws is a broken promise, and gets a new stage after it. */
export async function runRow(row: Row, { rounds, first, seed, onRound, ...options }: RowRun): Promise<Ledger> {
  const ledger = createLedger();
  let stage: OpenStage | null = null;
  const most = row.mostRounds ?? Number.POSITIVE_INFINITY;
  for (let round = first; round < first + Math.min(rounds, most); round++) {
    const random = randomOf(seed, row.name, round);
    try {
      stage ??= await openStage(row, { ...options, random });
      const late = delay(PATIENCE_MS, "late", { ref: false });
      if ((await Promise.race([stage.round(random, ledger), late])) === "late")
        throw new Error(`no end after ${PATIENCE_MS / 1_000} s`);
    } catch (error) {
      ledger.broken.push(`round ${round}: ${messageOf(error)}`);
      await stage?.close();
      stage = null;
    }
    ledger.rounds += 1;
    onRound(round, ledger);
  }
  await stage?.close();
  return ledger;
}

interface OpenStage {
  round: Round;
  close(): Promise<void>;
}

async function openStage(row: Row, setting: Omit<Setting, "undo">): Promise<OpenStage> {
  const undone: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const undo of undone.reverse()) await undo();
  };
  try {
    return { round: await row.setUp({ ...setting, undo: { onTestFinished: (undo) => undone.push(undo) } }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
