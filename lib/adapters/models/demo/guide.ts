import { afterHandOver, handOver, targetsOf } from "./hand-over.ts";
import { rankTargets, smallTalkIn, type Target } from "./intents.ts";
import type { Reading, Reply } from "./reading.ts";
import { agentName, capitalised, listed, spoken } from "./words.ts";

// Below this a request has named nothing that an agent is for.
const CLEAR_SCORE = 2;

/** The guide: understands what a person wants and hands over to the agent that does it. */
export function guideReply(reading: Reading): Reply {
  const handed = afterHandOver(reading);
  if (handed) return handed;
  const targets = targetsOf(reading);
  const talk = smallTalkIn(reading.question);
  if (talk) return { text: SMALL_TALK[talk](targets) };
  const asked = withContext(reading);
  const best = rankTargets(asked, targets)[0];
  const clear = best && best.score >= CLEAR_SCORE ? best.target : undefined;
  const forFiles = reading.files.length > 0 ? targets.find((target) => target.slug === "content-liaison") : undefined;
  const target = clear ?? forFiles;
  return target ? handOver(target, reading, asked) : { text: clarify(targets) };
}

/** A short answer to our own question leans on what was asked before it. */
function withContext(reading: Reading): string {
  const short = reading.question.split(/\s+/).length <= 4;
  return short ? [reading.earlierQuestions.at(-1) ?? "", reading.question].join(" ") : reading.question;
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
    : ` There is ${listed(targets.slice(0, 4).map((target) => agentName(target.slug)))}.`;
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
