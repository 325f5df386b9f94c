import { setTimeout as delay } from "node:timers/promises";
import { ask, hasEnded, script, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Row } from "../row.ts";

const TURNS = 4;

export const stop: Row = {
  name: "stop",
  fault: "Stop while the process that writes is killed",
  leastProcesses: 1,
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const stopped = asked.map(async (one) => {
        await untilText(one.tabs[0], one.turnId, random.below(0.7 * one.truth.length));
        // Up to a while after the kill: nobody may be there who writes.
        await delay(random.below(1_000));
        await stage.ask((client) => client.stop(one.sessionId, one.turnId)).catch(unlessEnded);
      });
      const victim = random.below(stage.size);
      await untilText(asked[0]?.tabs[0], asked[0]?.turnId ?? "", random.below(200));
      await stage.kill(victim);
      if (stage.size === 1) await stage.start(victim);
      await Promise.all([...stopped, ...asked.map(untilEnd)]);
      if (stage.size > 1) await stage.start(victim);
      for (const one of asked) {
        // What had ended before the stop came is whole.
        const complete = one.tabs[0]?.message(one.turnId)?.status === "complete";
        const next = await stage.ask((client) => client.send(one.sessionId, "stream 1"));
        const tab = await stage.openTab(one.sessionId);
        await tab.until(() => hasEnded(tab, next.turnId));
        tab.close();
        await verify(stage, one, ledger, complete ? {} : { status: "stopped", partial: true });
      }
    };
  },
};

function unlessEnded(refusal: Error): void {
  if (!refusal.message.includes('"turn_not_active"')) throw refusal;
}
