import { goalOf, rankTargets, type Target } from "./intents.ts";
import type { Reading, Reply } from "./reading.ts";
import { handOffTargets } from "./tool-schema.ts";
import { agentName, capitalised } from "./words.ts";

export const HAND_OFF = "hand_off";

/** The agents that this one may hand over to. */
export function targetsOf(reading: Reading): Target[] {
  return handOffTargets(reading.tools.get(HAND_OFF));
}

/** What is said once a hand-off was answered; undefined when there was none in this turn. */
export function afterHandOver(reading: Reading): Reply | undefined {
  const done = reading.turnResults.findLast((result) => result.toolName === HAND_OFF);
  if (!done) return undefined;
  const input = reading.turnCalls.findLast((call) => call.toolName === HAND_OFF)?.input as
    | { agent?: string }
    | undefined;
  const agent = agentName(input?.agent ?? "other agent");
  if (!done.failed)
    return {
      text: `${capitalised(agent)} has it now and goes on in a conversation of its own; open it from the card above.`,
    };
  return {
    text: `I could not hand this over to ${agent}: ${typeof done.value === "string" ? done.value : JSON.stringify(done.value)}`,
  };
}

/** One sentence and the call with the packet. */
export function handOver(target: Target, reading: Reading, asked: string): Reply {
  return {
    text: `That is what ${agentName(target.slug)} is for, so I hand this over together with what you told me.`,
    call: { tool: HAND_OFF, input: packetFor(target, reading, asked) },
  };
}

/** From one specialist to another: only on a clear case, and never straight back with a packet that just came. */
export function handOverIfForeign(reading: Reading): Reply | undefined {
  if (reading.handoff && reading.assistantTexts.length === 0) return undefined;
  const best = rankTargets(reading.question, targetsOf(reading))[0];
  return best && best.score >= 4 ? handOver(best.target, reading, reading.question) : undefined;
}

function packetFor(target: Target, reading: Reading, asked: string) {
  const openQuestions: string[] = [];
  const needsFile = target.slug === "content-liaison" || /file|document|spreadsheet/i.test(target.description);
  if (needsFile && reading.files.length === 0) openQuestions.push("Which file is it? It has not been attached yet.");
  if (needsFile && !/\b(which|how|why|who|when|what|most|least|average|total|compare)\b/i.test(reading.question))
    openQuestions.push("What matters most in it?");
  return {
    agent: target.slug,
    goal: goalOf(asked),
    facts: [
      `In their words: “${reading.question.replace(/\s+/g, " ").slice(0, 500)}”`,
      ...reading.files.slice(0, 15).map((file) => `Attached: ${file.name.slice(0, 200)}`),
    ],
    openQuestions,
    fileIds: reading.files.map((file) => file.fileId),
  };
}
