import { afterHandOver, handOverIfForeign } from "./hand-over.ts";
import { goalOf, type SmallTalk, smallTalkIn } from "./intents.ts";
import { answerFromKnowledge } from "./knowledge-answer.ts";
import type { PromptFile, Reading, Reply } from "./reading.ts";
import { calculateReply } from "./specialist.ts";
import { choicesOf, type Schema, schemaOf, textProperty, variantsOf } from "./tool-schema.ts";
import { capitalised, contentWords, listed, spoken, wordsOf } from "./words.ts";

const START = "start_workflow";
const STARTING = "and start the";

/** A liaison: goes on from the packet, asks for what is missing, starts the workflow, then answers from its results. */
export function liaisonReply(reading: Reading): Reply {
  const last = reading.turnResults.at(-1);
  if (last?.toolName === START)
    return { text: last.failed ? `I could not start it: ${textOf(last.value)}` : startedText(reading) };
  if (last)
    return (
      afterHandOver(reading) ?? calculateReply(reading) ?? answerFromKnowledge(reading) ?? { text: askForFile(reading) }
    );

  const tool = reading.tools.get(START);
  const fresh = freshFiles(reading);
  if (tool && fresh.length > 0) return startRun(reading, schemaOf(tool), fresh);
  const talk = smallTalkIn(reading.question);
  if (talk) return { text: SMALL_TALK[talk] ?? askForFile(reading) };
  return (
    calculateReply(reading) ??
    answerFromKnowledge(reading) ??
    handOverIfForeign(reading) ?? { text: askForFile(reading) }
  );
}

const SMALL_TALK: Partial<Record<SmallTalk, string>> = {
  thanks: "You are welcome. Ask me anything else about the results, or attach another file.",
  goodbye: "Goodbye. The results stay in this conversation.",
  abilities:
    "Attach a file (csv, xlsx, pdf, docx, txt or json): I run a real analysis over it, with a summary, a table, a chart and what is wrong with the data. Then ask me for figures: totals, averages, rankings, trends, data quality. I follow rules and run SQL over your table; I do not guess.",
};

/** Files that no earlier start named; a history without tool calls still has our own sentence about it. */
function freshFiles(reading: Reading): PromptFile[] {
  const used = JSON.stringify(reading.allCalls.filter((call) => call.toolName === START).map((call) => call.input));
  const told = reading.assistantTexts.filter((text) => text.includes(STARTING));
  return reading.files.filter(
    ({ fileId, name }) => !used.includes(fileId) && !told.some((text) => text.includes(name)),
  );
}

function startRun(reading: Reading, schema: Schema, files: PromptFile[]): Reply {
  const variants = variantsOf(schema);
  const types = variants.flatMap((variant) =>
    choicesOf(variant.properties?.workflowType).map((choice) => choice.value),
  );
  const asked = new Set(wordsOf(`${reading.question} ${reading.handoff?.goal ?? ""}`));
  const fitting = types.find((type) => wordsOf(spoken(type)).every((word) => asked.has(word)));
  const workflowType = fitting ?? types.find((type) => /content|analysis/.test(type)) ?? types[0] ?? "content_analysis";
  const own = variants.find(
    (variant) =>
      choicesOf(variant.properties?.workflowType).some((choice) => choice.value === workflowType) &&
      variant.properties?.params,
  );
  const params = variantsOf((own ?? schema).properties?.params).find((variant) => variant.properties) ?? {};
  const names = listed(files.map((file) => file.name));
  return {
    text: `I have ${names} ${STARTING} ${spoken(workflowType)} now.`,
    call: { tool: START, input: { workflowType, params: fillParams(params, files, questionOf(reading)) } },
  };
}

/** Puts files and question where the parameters' schema has room for them. */
function fillParams(schema: Schema, files: PromptFile[], question: string): Record<string, unknown> {
  const ids = files.map((file) => file.fileId);
  if (!schema.properties) return { fileIds: ids, userPrompt: question };
  const params: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!/file/i.test(name)) continue;
    params[name] = property.type === "array" || property.items ? ids.slice(0, property.maxItems) : ids[0];
  }
  const text = textProperty(
    { properties: Object.fromEntries(Object.entries(schema.properties).filter(([name]) => !/file/i.test(name))) },
    /prompt|question|goal|query/i,
  );
  if (text && question) params[text] = question;
  return params;
}

/** What the person wants to know: this message if it says anything, else the goal of the packet. */
function questionOf(reading: Reading): string {
  const said = contentWords(reading.question).filter((word) => !/^(file|attached|here|csv|xlsx|pdf|sheet)$/.test(word));
  return said.length >= 2 || !reading.handoff ? goalOf(reading.question) : reading.handoff.goal;
}

function startedText(reading: Reading): string {
  const input = reading.turnCalls.findLast((call) => call.toolName === START)?.input as
    | { workflowType?: string }
    | undefined;
  return `The ${spoken(input?.workflowType ?? "workflow")} is running. You can watch each step in the progress panel; the result comes into this conversation, also if you close the page meanwhile.`;
}

function askForFile(reading: Reading): string {
  const { handoff } = reading;
  const running = freshFiles(reading).length < reading.files.length;
  if (running)
    return "Ask me about the figures in the results (totals, averages, rankings, trends, data quality), or attach another file. I follow rules, so I answer what the table itself can answer.";
  if (!handoff)
    return "Attach the file you want to understand (csv, xlsx, pdf, docx, txt or json), and tell me what matters most in it.";
  const open = handoff.openQuestions.filter((question) => !/file/i.test(question));
  const also = open.length > 0 ? ` While you are at it: ${open.map(lowerFirst).join(" ")}` : "";
  return `I took this over: **${capitalised(handoff.goal)}**. Please attach the file (csv, xlsx, pdf, docx, txt or json) by dropping it here.${also}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const { message } = (value ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : JSON.stringify(value);
}
