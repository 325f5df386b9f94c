import { createPostgres } from "#lib/testing/house.ts";
import { ask, script, untilEnd, verify } from "../answers.ts";
import { untilText } from "../disturb.ts";
import type { Row } from "../row.ts";
import { createStage } from "../stage.ts";

const TURNS = 5;

export const postgres: Row = {
  name: "postgres",
  fault: "PostgreSQL ends at once in mid-stream and is started again",
  limited: () => false,
  async setUp({ undo, random: first, ...options }) {
    const database = await createPostgres(undo);
    const stage = await createStage(undo, first, { ...options, databaseUrl: database.url });
    const pids = Array.from({ length: stage.size }, (_, index) => stage.server(index).pid);
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random))));
      const watched = random.pick(asked);
      await untilText(watched.tabs[0], watched.turnId, random.below(0.9 * watched.truth.length));
      await database.kill();
      asked.push(await ask(stage, script(random)));
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
      for (const pid of pids) if (!isAlive(pid)) ledger.broken.push(`process ${pid} ended with its database`);
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
