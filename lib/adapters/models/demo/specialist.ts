import { calculationIn } from "./calculation.ts";
import { afterHandOver, HAND_OFF, handOverIfForeign } from "./hand-over.ts";
import { smallTalkIn } from "./intents.ts";
import { answerFromKnowledge } from "./knowledge-answer.ts";
import type { Reading, Reply } from "./reading.ts";
import { schemaOf, textProperty } from "./tool-schema.ts";
import { figure, listed, spoken } from "./words.ts";

const CALCULATE = "calculate";

/** Any other agent: does what its offered tools allow by rule, and says plainly what it cannot do. */
export function specialistReply(reading: Reading): Reply {
  const doing = afterHandOver(reading) ?? calculateReply(reading);
  if (doing) return doing;
  const talk = smallTalkIn(reading.question);
  if (talk === "thanks") return { text: "You are welcome." };
  if (talk === "goodbye") return { text: "Goodbye. This conversation stays here." };
  if (talk) return { text: abilities(reading) };
  return answerFromKnowledge(reading) ?? handOverIfForeign(reading) ?? { text: abilities(reading) };
}

/** A calculation that the question asks for: the call, then its result in words. */
export function calculateReply(reading: Reading): Reply | undefined {
  const calculation = calculationIn(reading.question);
  const tool = reading.tools.get(CALCULATE);
  if (!calculation || !tool) return undefined;
  const result = reading.turnResults.findLast((one) => one.toolName === CALCULATE);
  if (!result) {
    const property = textProperty(schemaOf(tool), /expression|formula/i) ?? "expression";
    return { text: "", call: { tool: CALCULATE, input: { [property]: calculation.expression } } };
  }
  const value = result.failed ? undefined : numberIn(result.value);
  if (value !== undefined)
    return { text: `${calculation.word(value)}\n\nCalculated as \`${calculation.expression} = ${figure(value)}\`.` };
  const said = typeof result.value === "string" ? result.value : JSON.stringify(result.value);
  return { text: `The calculation of \`${calculation.expression}\` failed: ${said}` };
}

function abilities(reading: Reading): string {
  const examples = reading.tools.has(CALCULATE)
    ? " I can calculate for you, for example “19 % VAT on 2,480”, “margin at 120 revenue and 84 cost”, “growth from 80 to 92”, “monthly payment for a loan of 20,000 at 5 % over 48 months” or “(1200 - 300) * 1.19”."
    : "";
  const others = [...reading.tools.keys()]
    .filter((name) => name !== CALCULATE && name !== HAND_OFF)
    .map((name) => `\`${spoken(name)}\``);
  const tools = others.length > 0 ? ` I also have the tools ${listed(others)}.` : "";
  return `Without a language model I follow rules, so I cannot advise freely on that.${examples}${tools} For an open conversation, connect a real model in Settings → Models.`;
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
  if (typeof value !== "object" || value === null) return undefined;
  const { result, value: inner } = value as Record<string, unknown>;
  return numberIn(result ?? inner);
}
