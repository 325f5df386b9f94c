import { ask, script, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Row } from "../row.ts";

const TURNS = 5;

export const deploy: Row = {
  name: "deploy",
  fault: "every process is replaced, one after the other, with SIGTERM to the old one while turns run",
  leastProcesses: 2,
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const watched = random.pick(asked);
      await untilText(watched.tabs[0], watched.turnId, random.below(0.5 * watched.truth.length));
      for (let index = 0; index < stage.size; index++) {
        const replacing = stage.replace(index);
        asked.push(await ask(stage, script(random)));
        const { code, signal } = await replacing;
        if (code !== 0) ledger.broken.push(`a process that was asked to end ended with ${code ?? signal}`);
      }
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
    };
  },
};
