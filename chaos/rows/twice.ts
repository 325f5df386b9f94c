import { randomUUID } from "node:crypto";
import { streamed } from "#lib/testing/api-client.ts";
import { scriptOf } from "#lib/testing/script.ts";
import { ask, type Question, script, untilEnd, verify } from "../answers.ts";
import type { Ledger } from "../ledger.ts";
import type { Random } from "../random.ts";
import type { Row } from "../row.ts";
import type { Stage } from "../stage.ts";

export const twice: Row = {
  name: "twice",
  fault: "the same POST twice, two answers to one question, two tabs sending at once",
  leastProcesses: 1,
  setUp(stage) {
    return async (random, ledger) => {
      await Promise.all([samePost(stage, random, ledger), twoTabs(stage, ledger), twoAnswers(stage, ledger)]);
      return true;
    };
  },
};

/** One message, however often it arrives. */
async function samePost(stage: Stage, random: Random, ledger: Ledger): Promise<void> {
  const question = script(random);
  const sessionId = await stage.ask((client) => client.createSession());
  const tabs = [await stage.openTab(sessionId)];
  const id = randomUUID();
  const sent = await Promise.all(
    Array.from({ length: 4 }, () => stage.ask((client) => client.send(sessionId, question.text, id))),
  );
  const [one] = sent;
  if (!one || sent.some((other) => other.turnId !== one.turnId || other.messageId !== id))
    ledger.broken.push("the same message was answered in different ways");
  const asked = { ...question, sessionId, turnId: one?.turnId ?? "", tabs };
  await untilEnd(asked);
  if ((await stage.ask((client) => client.messages(sessionId))).length !== 2)
    ledger.broken.push("a message that was sent again is there again");
  await verify(stage, asked, ledger);
}

/** Two messages at once: one is answered, the other hears that it is not its turn. */
async function twoTabs(stage: Stage, ledger: Ledger): Promise<void> {
  const question = scriptOf(60, 20); // long enough for the last of them to come in the middle of it
  const sessionId = await stage.ask((client) => client.createSession());
  const tabs = [await stage.openTab(sessionId), await stage.openTab(sessionId)];
  const send = () => stage.ask((client) => client.send(sessionId, question.text, randomUUID()));
  const { accepted, refused } = await race([send(), send(), send()]);
  if (accepted.length !== 1) ledger.broken.push(`${accepted.length} of three messages at once were accepted`);
  checkRefusals(refused, ["turn_in_progress"], ledger);
  const asked = { ...question, sessionId, turnId: accepted[0]?.turnId ?? "", tabs };
  await untilEnd(asked);
  await verify(stage, asked, ledger);
}

/** Two answers at once: one counts, the other hears that the question is closed. */
async function twoAnswers(stage: Stage, ledger: Ledger): Promise<void> {
  const key = randomUUID();
  const question: Question = { text: `stream 5\nask choice\ntally ${key}\nstream 5`, truth: "", keys: [key] };
  const asked = await ask(stage, question);
  await Promise.all(asked.tabs.map((tab) => tab.until(() => Object.keys(tab.view().clientActions).length > 0)));
  const [action] = Object.values(asked.tabs[0]?.view().clientActions ?? {});
  if (!action) throw new Error("The question is not there any more.");
  const respond = (answer: string) => stage.ask((client) => client.respond(action, answer));
  const both = (answer: string) => race([respond(answer), respond(answer)]);
  const [a, b] = await Promise.all([both("a"), both("b")]);
  const [counted, late] = a.accepted.length > 0 ? [a, b] : [b, a];
  if (counted.accepted.length !== 2 || late.accepted.length > 0)
    ledger.broken.push(
      `of two equal answers ${counted.accepted.length} were accepted, of two others ${late.accepted.length}`,
    );
  checkRefusals([...counted.refused, ...late.refused], ["client_action_closed"], ledger);
  await untilEnd(asked);
  asked.truth = [streamed(5), `got: ${counted === a ? "a" : "b"}`, streamed(5)].join("\n\n");
  await verify(stage, asked, ledger);
}

async function race<Result>(all: Promise<Result>[]): Promise<{ accepted: Result[]; refused: string[] }> {
  const settled = await Promise.allSettled(all);
  return {
    accepted: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    refused: settled.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : [])),
  };
}

function checkRefusals(refused: string[], codes: string[], ledger: Ledger): void {
  for (const reason of refused)
    if (!reason.includes(": 409 ") || !codes.some((code) => reason.includes(`"${code}"`)))
      ledger.broken.push(`refused with ${reason}`);
}
