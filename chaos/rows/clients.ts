import { streamed } from "#lib/testing/api-client.ts";
import { ask, hasEnded, type Question, script, untilEnd, verify } from "../answers.ts";
import { DISTURBANCES, disturb } from "../disturb.ts";
import type { Ledger } from "../ledger.ts";
import type { Row } from "../row.ts";
import type { Stage } from "../stage.ts";

const TURNS = 3;

export const clients: Row = {
  name: "clients",
  fault: "refresh, offline for a while, second tab, second device, a reader that does not read",
  leastProcesses: 1,
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, script(random), 5)));
      const disturbed = asked.flatMap((one) =>
        one.tabs.slice(1).map(async (tab, index) => {
          const how = DISTURBANCES[index];
          // The last tab has everything happen to it, one after the other.
          if (how) return disturb(tab, one, random, how);
          for (const each of DISTURBANCES) await disturb(tab, one, random, each);
        }),
      );
      const late = asked.map(async (one) => {
        await one.tabs[0]?.until(
          (tab) => tab.text(one.turnId).length > one.truth.length / 2 || hasEnded(tab, one.turnId),
        );
        one.tabs.push(await stage.openTab(one.sessionId));
      });
      await Promise.all([...disturbed, ...late, readNothing(stage, ledger)]);
      await Promise.all(asked.map(untilEnd));
      for (const one of asked) await verify(stage, one, ledger);
      return true;
    };
  },
};

/** More text than a server keeps for one reader, at full speed, for one that reads and one that does not. */
async function readNothing(stage: Stage, ledger: Ledger): Promise<void> {
  const words = 60_000;
  const keys = Array.from({ length: 5 }, () => crypto.randomUUID());
  const stream = `stream ${words}`;
  const much: Question = {
    keys,
    text: [stream, ...keys.flatMap((key) => [`tally ${key}`, stream])].join("\n"),
    truth: Array.from({ length: keys.length + 1 }, () => streamed(words)).join("\n\n"),
  };
  const asked = await ask(stage, much);
  const [reader, sleeper] = asked.tabs;
  sleeper?.stall();
  await reader?.until((tab) => hasEnded(tab, asked.turnId));
  sleeper?.read();
  await untilEnd(asked);
  await verify(stage, asked, ledger);
}
