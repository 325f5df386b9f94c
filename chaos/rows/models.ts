import { randomUUID } from "node:crypto";
import type { Undo } from "#lib/testing/house.ts";
import { type Asked, ask, type Question, untilEnd, verify } from "../answers.ts";
import type { Ledger } from "../ledger.ts";
import { answerOf, BABBLE, FAULTS, type Fault, type Models, type Plan, planned, startModels } from "../model.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";
import type { Stage } from "../stage.ts";

const BRIEF: Fault[] = ["unauthorized", "cut"];
const [FIRST, SECOND] = ["model-a", "model-b"] as const;
/** How often a model is asked that fails like this each time. */
const attemptsAt = (fault: Fault): number =>
  (["unauthorized", "endless", "silent", "stalled"] satisfies Fault[]).some((one) => one === fault) ? 1 : 3;

/** A person for each kind of fault: nobody's circuit breaker is opened by another's failures. */
type People = Map<Fault, Stage>;

export const models: Row = {
  name: "models",
  fault: "a model refuses, fails, breaks off, garbles, says nothing, hangs or never stops, with and without a kill",
  leastProcesses: 1,
  async setUp(stage, { undo, brief }) {
    const faults = brief ? BRIEF : (Object.keys(FAULTS) as Fault[]);
    const { people, provider } = await setUpModels(stage, undo, faults);
    return async (random, ledger) => {
      const killed = random.below(2) === 0 ? random.pick(faults) : null;
      await Promise.all(
        [...people].map(async ([fault, person]) => {
          const configs = await connect(person, provider.baseUrl);
          await stepIn(person, fault, random, ledger);
          await failAndTryAgain({ person, provider, fault, ledger }, fault === killed ? random : null);
          for (const id of configs) await person.ask((client) => client.remove(`/api/llm-configs/${id}`));
        }),
      );
      return true;
    };
  },
};

async function setUpModels(stage: Stage, undo: Undo, faults: Fault[]) {
  const provider = await startModels();
  undo.onTestFinished(async () => provider.close());
  const people: People = new Map();
  for (const fault of faults) people.set(fault, stage.as(await stage.createPerson(`${fault}@example.org`, "guide")));
  return { people, provider };
}

/** Two models of one's own, the second of which steps in for the first. Gives their ids. */
async function connect(person: Stage, baseUrl: string): Promise<string[]> {
  const ids: string[] = [];
  for (const model of [FIRST, SECOND]) {
    const config = { name: model, provider: "openai-compatible", model, baseUrl, apiKey: "none", scope: "user" };
    const body = { ...config, isDefault: model === FIRST };
    ids.push((await person.ask((client) => client.post<{ id: string }>("/api/llm-configs", body))).id);
  }
  return ids;
}

const question = (plan: Plan, key: string = randomUUID()): Question => ({
  text: planned(key, plan),
  truth: answerOf(FIRST),
  others: [answerOf(SECOND), BABBLE],
  keys: [],
});

/** After as many failures as there may be, one model or the other has written all of the answer. */
async function stepIn(person: Stage, fault: Fault, random: Random, ledger: Ledger): Promise<void> {
  const failures = Array.from({ length: 1 + random.below(attemptsAt(fault)) }, () => fault);
  const asked = await ask(person, question({ [FIRST]: failures }));
  await untilEnd(asked);
  if (asked.tabs[0]?.text(asked.turnId).startsWith("bla")) ledger.broken.push("an endless answer was taken for one");
  await verify(person, asked, ledger);
}

interface Trying {
  person: Stage;
  provider: Models;
  fault: Fault;
  ledger: Ledger;
}

/** When both have failed the answer is failed, what was written last stays, and another try is whole. */
async function failAndTryAgain({ person, provider, fault, ledger }: Trying, kill: Random | null): Promise<void> {
  const key = randomUUID();
  const failures = Array.from({ length: 99 }, () => fault);
  const asked = await ask(person, question({ [FIRST]: failures, [SECOND]: failures }, key));
  if (kill) {
    const victim = kill.below(person.size);
    await person.kill(victim);
    await person.start(victim);
  }
  await untilEnd(asked);
  const error = asked.tabs[0]?.message(asked.turnId)?.error;
  if (!error?.message) ledger.broken.push("an answer failed without a reason");
  await verify(person, asked, ledger, { status: "failed", partial: true });
  provider.heal(key);
  const turnId = await answeredAnew(person, asked);
  const again = { ...asked, turnId, tabs: [await person.openTab(asked.sessionId)] };
  await untilEnd(again);
  await verify(person, again, ledger);
}

/** The turn of another try. One whose process was killed before it could say so is told of by the refusal of the next. */
async function answeredAnew(person: Stage, { sessionId, turnId }: Asked): Promise<string> {
  try {
    return (await person.ask((client) => client.regenerate(sessionId, turnId))).turnId;
  } catch (error) {
    if (!String(error).includes('"turn_in_progress"')) throw error;
    const answers = (await person.ask((client) => client.messages(sessionId))).filter(
      ({ role }) => role === "assistant",
    );
    return answers.at(-1)?.id ?? "";
  }
}
