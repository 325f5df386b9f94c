import { scriptOf } from "#lib/testing/script.ts";
import { ask, script, takeOversSince, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import { TAKE_OVER_LIMIT } from "../ledger.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";
import type { Writers } from "../writers.ts";

const TURNS = 4;

export const deploy: Row = {
  name: "deploy",
  fault: "every process is replaced, one after the other, with SIGTERM to the old one while turns run",
  leastProcesses: 2,
  limits: () => ({ "take-over": TAKE_OVER_LIMIT }),
  setUp(stage) {
    return async (random, ledger) => {
      const asked = [await ask(stage, script(random))];
      const handedOver: number[] = [];
      for (let index = 0; index < stage.size; index++) {
        const leaving: { writes: Writers; at: number } = { writes: new Map(), at: 0 };
        const replacing = stage.replace(index, async (old) => {
          const begun = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, longScript(random))));
          asked.push(...begun);
          const watched = random.pick(begun);
          await untilText(watched.tabs[0], watched.turnId, random.below(0.3 * watched.truth.length));
          leaving.writes = await stage.writtenBy(old);
          leaving.at = performance.now();
        });
        asked.push(await ask(stage, script(random)));
        const { code, signal } = await replacing;
        if (code !== 0) ledger.broken.push(`a process that was asked to end ended with ${code ?? signal}`);
        await Promise.all(asked.map(untilEnd));
        handedOver.push(...takeOversSince(leaving.at, leaving.writes, asked));
      }
      ledger.times["take-over"].push(...handedOver);
      for (const one of asked) await verify(stage, one, ledger);
      return handedOver.length > 0;
    };
  },
};

/** Longer than the grace of a process that was asked to end. */
const longScript = ({ below }: Random) => scriptOf(40 + below(40), 40 + below(20));
