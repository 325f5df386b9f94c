import { ask, script, takeOversSince, untilEnd, verify, writersOf } from "../answers.ts";
import { disturb, untilText } from "../disturb.ts";
import type { Row } from "../row.ts";

const TURNS = 6;

export const sigkill: Row = {
  name: "sigkill",
  fault: "SIGKILL in mid-stream; restart, or take-over by a second process",
  leastProcesses: 1,
  limited: ({ processes }) => processes > 1,
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const disturbed = asked.flatMap((one) =>
        one.tabs.slice(1).map((tab) => random.below(2) === 0 && disturb(tab, one, random)),
      );
      const watched = random.pick(asked);
      const victim = random.below(stage.size);
      await untilText(watched.tabs[0], watched.turnId, random.below(0.95 * watched.truth.length));
      const before = writersOf(asked);
      const killedAt = performance.now();
      await stage.kill(victim);
      // With a second process the first one stays away until everything has been taken over.
      if (stage.size === 1) await stage.start(victim);
      await Promise.all([...asked.map(untilEnd), ...disturbed]);
      ledger.takeOvers.push(...takeOversSince(killedAt, before, asked));
      if (stage.size > 1) await stage.start(victim);
      for (const one of asked) await verify(stage, one, ledger);
    };
  },
};
