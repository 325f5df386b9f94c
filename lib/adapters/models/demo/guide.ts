import { goalOf, rankTargets, smallTalkIn, type Target } from "./intents.ts";
import type { Reading, Reply } from "./reading.ts";
import { handOffTargets } from "./tool-schema.ts";
import { capitalised, listed, spoken } from "./words.ts";

const HAND_OFF = "hand_off";
// Below this a request has named nothing that an agent is for.
const CLEAR_SCORE = 2;

/** The guide: understands what a person wants and hands over to the agent that does it. */
export function guideReply(reading: Reading): Reply {
  const tool = reading.tools.get(HAND_OFF);
  const targets = handOffTargets(tool);
  const done = reading.turnResults.findLast((result) => result.toolName === HAND_OFF);
  if (done) return { text: afterHandOff(reading, done.failed, done.value) };

  const talk = smallTalkIn(reading.question);
  if (talk) return { text: SMALL_TALK[talk](targets) };
  const ranked = rankTargets(withContext(reading), targets);
  const files = reading.files.length > 0 && targets.find((target) => target.slug === "content-liaison");
  const best = ranked[0];
  const target =
    files && (best?.score ?? 0) < CLEAR_SCORE ? files : (best?.score ?? 0) >= CLEAR_SCORE ? best?.target : undefined;
  if (!target || !tool) return { text: clarify(targets) };
  return {
    text: `That is what the ${spoken(target.slug)} is for, so I hand this over together with what you told me.`,
    call: { tool: HAND_OFF, input: packetFor(target, reading) },
  };
}

/** A short answer to our own question leans on what was asked before it. */
function withContext(reading: Reading): string {
  const short = reading.question.split(/\s+/).length <= 4;
  return short ? [reading.earlierQuestions.at(-1) ?? "", reading.question].join(" ") : reading.question;
}

function packetFor(target: Target, reading: Reading) {
  const openQuestions: string[] = [];
  const needsFile = target.slug === "content-liaison" || /file|document|spreadsheet/i.test(target.description);
  if (needsFile && reading.files.length === 0) openQuestions.push("Which file is it? It has not been attached yet.");
  if (needsFile && !/\b(which|how|why|who|when|what|most|least|average|total|compare)\b/i.test(reading.question))
    openQuestions.push("What matters most in it?");
  return {
    agent: target.slug,
    goal: goalOf(withContext(reading)),
    facts: [
      `In their words: “${reading.question.replace(/\s+/g, " ").slice(0, 500)}”`,
      ...reading.files.map((file) => `Attached: ${file.name}`),
    ],
    openQuestions,
    fileIds: reading.files.map((file) => file.fileId),
  };
}

function afterHandOff(reading: Reading, failed: boolean, value: unknown): string {
  const input = reading.turnCalls.findLast((call) => call.toolName === HAND_OFF)?.input as
    | { agent?: string }
    | undefined;
  const agent = spoken(input?.agent ?? "other agent");
  if (failed)
    return `I could not hand this over to the ${agent}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
  return `The ${agent} has it now and goes on in a conversation of its own; open it from the card above.`;
}

const SMALL_TALK = {
  greeting: (targets: Target[]) =>
    `Hello! Tell me what you want to get done, and I bring you to the agent for it.${offer(targets)}`,
  thanks: () => "You are welcome. Tell me when there is something else.",
  goodbye: () => "Goodbye. Everything stays here; come back whenever you like.",
  abilities: (targets: Target[]) =>
    targets.length === 0
      ? "I find out what you need. No other agent is available here at the moment."
      : [
          "I find out what you need and hand over to the agent that does it:",
          ...targets.map(
            (target) =>
              `- **${capitalised(spoken(target.slug))}**${target.description ? `: ${target.description}` : ""}`,
          ),
        ].join("\n"),
};

function offer(targets: Target[]): string {
  return targets.length === 0
    ? ""
    : ` There is the ${listed(targets.slice(0, 4).map((target) => spoken(target.slug)))}.`;
}

function clarify(targets: Target[]): string {
  if (targets.length === 0)
    return "What would you like to get done? I can only talk here: no other agent is available at the moment.";
  const choices = targets
    .slice(0, 4)
    .map((target) =>
      target.description ? `${firstSentence(target.description)} (${spoken(target.slug)})` : spoken(target.slug),
    );
  return `I did not quite get what you need. Which of these comes closest: ${listed(choices, "or")}?`;
}

function firstSentence(text: string): string {
  return (text.split(/(?<=[.!?])\s/)[0] ?? text).replace(/[.!?]$/, "");
}
