import { setTimeout as delay } from "node:timers/promises";
import { ask, type Question, scriptOf, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";
import { createStage } from "../stage.ts";

const TURNS = 4;
/** Longer than a lease, shorter than an answer: it wakes while another process writes. */
const STOPPED_MS = 8_000;
const ANSWER_MS = { least: 7_000, more: 5_000 };

export const zombie: Row = {
  name: "zombie",
  fault: "SIGSTOP for 8 s, then CONT: the old writer is fenced",
  limited: () => false,
  async setUp({ undo, random: first, ...options }) {
    const stage = await createStage(undo, first, { ...options, processes: Math.max(2, options.processes) });
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, longScript(random), 3)));
      const watched = random.pick(asked);
      const { pid } = stage.server(random.below(stage.size));
      await untilText(watched.tabs[0], watched.turnId, random.below(0.5 * watched.truth.length));
      process.kill(pid, "SIGSTOP");
      await delay(STOPPED_MS);
      process.kill(pid, "SIGCONT");
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
    };
  },
};

const longScript = ({ below }: Random): Question => scriptOf(20 + below(40), ANSWER_MS.least + below(ANSWER_MS.more));
