import { setTimeout as delay } from "node:timers/promises";
import { scriptOf } from "#lib/testing/script.ts";
import { ask, hasNewWriter, type Question, untilEnd, verify, writersOf } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";

const TURNS = 4;
/** Longer than a lease, shorter than an answer: it wakes while another process writes. */
const STOPPED_MS = 8_000;
const ANSWER_MS = { brief: 3_000, least: 7_000, more: 5_000 };

export const zombie: Row = {
  name: "zombie",
  fault: "SIGSTOP for 8 s, then CONT: the old writer is fenced",
  leastProcesses: 2,
  setUp(stage, { brief }) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, longScript(random, brief), 3)));
      const watched = random.pick(asked);
      const { pid } = stage.server(random.below(stage.size));
      await untilText(watched.tabs[0], watched.turnId, random.below(0.5 * watched.truth.length));
      const before = writersOf(asked);
      process.kill(pid, "SIGSTOP");
      const takenOver = asked.map(({ tabs, turnId }) => tabs[0]?.until((tab) => hasNewWriter(tab, turnId, before)));
      await Promise.race([delay(STOPPED_MS), ...(brief ? takenOver : [])]);
      process.kill(pid, "SIGCONT");
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
    };
  },
};

function longScript({ below }: Random, brief: boolean): Question {
  const count = 20 + below(40);
  const ms = brief ? ANSWER_MS.brief : ANSWER_MS.least + below(ANSWER_MS.more);
  return scriptOf(count, (3 * count * 1_000) / ms);
}
