import { setTimeout as delay } from "node:timers/promises";
import { scriptOf } from "#lib/testing/script.ts";
import { ask, type Question, untilEnd, verify } from "../answers.ts";
import { pickWriter, untilText } from "../disturb.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";
import type { Stage } from "../stage.ts";
import type { Writers } from "../writers.ts";

const TURNS = 4;
/** Longer than a lease, shorter than an answer: it wakes while another process writes. */
const STOPPED_MS = 8_000;
const LOOK_MS = 200;
const ANSWER_MS = { brief: 3_000, least: 7_000, more: 5_000 };

export const zombie: Row = {
  name: "zombie",
  fault: "SIGSTOP for 8 s, then CONT: the old writer is fenced",
  leastProcesses: 2,
  setUp(stage, { brief }) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, longScript(random, brief), 3)));
      const watched = random.pick(asked);
      await untilText(watched.tabs[0], watched.turnId, random.below(0.5 * watched.truth.length));
      const sleeper = stage.server(await pickWriter(stage, random));
      process.kill(sleeper.pid, "SIGSTOP");
      const theirs = await stage.writtenBy(sleeper);
      for (const until = performance.now() + STOPPED_MS; performance.now() < until; await delay(LOOK_MS))
        if (brief && (await areTaken(stage, theirs))) break;
      const taken = await areTaken(stage, theirs);
      process.kill(sleeper.pid, "SIGCONT");
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
      return theirs.size > 0 && taken;
    };
  },
};

/** Whether each turn has another writer than these. */
async function areTaken(stage: Stage, writers: Writers): Promise<boolean> {
  const latest = await stage.latestWriters(writers.keys());
  return [...writers].every(([turnId, epoch]) => (latest.get(turnId) ?? 0) > epoch);
}

function longScript({ below }: Random, brief: boolean): Question {
  const count = 20 + below(40);
  const ms = brief ? ANSWER_MS.brief : ANSWER_MS.least + below(ANSWER_MS.more);
  return scriptOf(count, (3 * count * 1_000) / ms);
}
