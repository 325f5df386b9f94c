import { ask, hasEnded, script, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Row } from "../row.ts";

const TURNS = 5;

export const postgres: Row = {
  name: "postgres",
  fault: "PostgreSQL ends at once in mid-stream and is started again",
  leastProcesses: 1,
  setUp(stage) {
    return async (random, ledger) => {
      const pids = Array.from({ length: stage.size }, (_, index) => stage.server(index).pid);
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const watched = random.pick(asked);
      await untilText(watched.tabs[0], watched.turnId, random.below(0.9 * watched.truth.length));
      const writing = asked.some(({ tabs, turnId }) => tabs.every((tab) => !hasEnded(tab, turnId)));
      await stage.killDatabase();
      asked.push(await ask(stage, script(random)));
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
      for (const pid of pids) if (!isAlive(pid)) ledger.broken.push(`process ${pid} ended with its database`);
      return writing;
    };
  },
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
