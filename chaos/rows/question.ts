import { randomUUID } from "node:crypto";
import { streamed } from "#lib/testing/api-client.ts";
import { type Asked, ask, type Question, untilEnd, verify } from "../answers.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";

const TURNS = 4;

export const question: Row = {
  name: "question",
  fault: "a question is answered elsewhere while the process that asked it is killed",
  leastProcesses: 1,
  setUp(stage) {
    return async (random, ledger) => {
      const asked = await Promise.all(Array.from({ length: TURNS }, () => ask(stage, asking(random))));
      await Promise.all(asked.flatMap(({ tabs }) => tabs.map((tab) => tab.until(() => actionsOf(tab).length > 0))));
      const victim = random.below(stage.size);
      const killed = stage.kill(victim);
      if (stage.size === 1) await killed.then(() => stage.start(victim));
      await Promise.all(
        asked.map(async ({ tabs }) => {
          const [action] = tabs.flatMap(actionsOf);
          if (action) await stage.ask((client) => client.respond(action, "b"));
        }),
      );
      await Promise.all(asked.map(untilEnd));
      if (stage.size > 1) await stage.start(victim);
      for (const one of asked) await verify(stage, one, ledger);
      return true;
    };
  },
};

function asking(random: Random): Question {
  const keys = [randomUUID(), randomUUID()];
  const count = 5 + random.below(30);
  return {
    keys,
    text: [`tally ${keys[0]}`, `stream ${count} at 100`, "ask choice", `tally ${keys[1]}`, `stream ${count}`].join(
      "\n",
    ),
    truth: [streamed(count), "got: b", streamed(count)].join("\n\n"),
  };
}

const actionsOf = (tab: Asked["tabs"][number]) => Object.values(tab.view().clientActions);
