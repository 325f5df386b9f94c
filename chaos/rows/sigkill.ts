import { type Asked, ask, script, takeOversSince, untilEnd, verify, writersOf } from "../answers.ts";
import { disturb, pickWriter, untilText } from "../disturb.ts";
import { TAKE_OVER_LIMIT } from "../ledger.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";

const TURNS = 6;

export const sigkill: Row = {
  name: "sigkill",
  fault: "SIGKILL in mid-stream; restart, or take-over by a second process",
  leastProcesses: 1,
  limits: ({ processes }) => (processes > 1 ? { "take-over": TAKE_OVER_LIMIT } : {}),
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const disturbed = asked.flatMap((one) =>
        one.tabs.slice(1).map((tab) => random.below(2) === 0 && disturb(tab, one, random)),
      );
      const before = await someMoment(asked, random);
      const victim = await pickWriter(stage, random);
      const killedAt = performance.now();
      await stage.kill(victim);
      const again = random.below(2) === 0;
      // Alone, the other process has to take everything over; where nobody is left, only a new start can.
      if (again || stage.size === 1) await stage.start(victim);
      let alone = Number.POSITIVE_INFINITY;
      if (again) {
        await someMoment(asked, random);
        alone = performance.now() - killedAt;
        const next = (victim + 1) % stage.size;
        await stage.kill(next);
        await stage.start(next);
      }
      await Promise.all([...asked.map(untilEnd), ...disturbed]);
      const takenOver = takeOversSince(killedAt, before, asked);
      ledger.times["take-over"].push(...takenOver.filter((ms) => ms < alone));
      if (!again && stage.size > 1) await stage.start(victim);
      for (const one of asked) await verify(stage, one, ledger);
      return takenOver.length > 0;
    };
  },
};

/** Waits until one of the answers has come so far, or has ended. Gives who writes them then. */
async function someMoment(asked: Asked[], random: Random): Promise<Map<string, number>> {
  const { tabs, turnId, truth } = random.pick(asked);
  await untilText(tabs[0], turnId, random.below(0.95 * truth.length));
  return writersOf(asked);
}
