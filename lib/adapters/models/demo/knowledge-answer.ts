import type { TableAnalysis, TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { analysesIn, isTable, isText, queryResultIn } from "./knowledge.ts";
import type { PromptFile, Reading, Reply } from "./reading.ts";
import { selectFor, wordBreakdown, wordRows } from "./table-answer.ts";
import { understand } from "./table-question.ts";
import { choicesOf, schemaOf } from "./tool-schema.ts";
import { contentWords, figure, listed } from "./words.ts";

const START = "start_workflow";
const READ = "read_state";
const QUERY = "query_table";

/** Answers a question from results that the prompt or the tools hold; undefined when there is nothing to answer from. */
export function answerFromKnowledge(reading: Reading): Reply | undefined {
  const asked = questionOf(reading);
  const last = reading.turnResults.at(-1);
  const analyses = analysesIn([...reading.allResults.map((result) => result.value), ...reading.states]);
  const analysis = analyses.find(({ file }) => asked.includes(file.name)) ?? analyses[0];
  if (!analysis || readBeforeStart(reading)) {
    const lookUp = lookUpResults(reading);
    if (lookUp || !analysis) return lookUp;
  }
  if (isText(analysis)) return { text: fromText(asked, analysis) };
  if (!isTable(analysis)) return undefined;
  if (asksForQuality(asked)) return { text: quality(analysis) };

  const question = understand(asked, analysis);
  if (!question) return { text: overview(analysis) };
  if (last?.toolName === QUERY) {
    const rows = last.failed ? undefined : queryResultIn(last.value);
    if (rows) return { text: wordRows(question, rows, analysis) };
  } else if (reading.tools.has(QUERY) && !reading.turnCalls.some((call) => call.toolName === QUERY))
    return { text: "", call: { tool: QUERY, input: queryInput(reading, selectFor(question), analysis) } };
  return { text: wordBreakdown(question, analysis) ?? overview(analysis) };
}

/** The question; behind a mere "yes, please" stands the one that was asked when the run was started. */
function questionOf(reading: Reading): string {
  if (
    !/^\W*((yes|yep|ok|okay|sure|please|go on|go ahead|do it|answer( it)?|ja|bitte|gerne?)\W*)+$/i.test(
      reading.question,
    )
  )
    return reading.question;
  const params = JSON.stringify(reading.allCalls.findLast((call) => call.toolName === START)?.input ?? {});
  const stated = /"(?:question|userPrompt)":"((?:[^"\\]|\\.)*)"/.exec(params)?.[1];
  return stated ?? reading.handoff?.goal ?? reading.question;
}

/** A run was started after the results were last read, so that what we know may be old. */
function readBeforeStart({ allCalls, states }: Reading): boolean {
  const lastOf = (tool: string) => allCalls.findLastIndex((call) => call.toolName === tool);
  return states.length === 0 && lastOf(START) > lastOf(READ);
}

/** Asks for the stored results, once in a turn, if a run was ever started or the tool says what there is. */
function lookUpResults(reading: Reading): Reply | undefined {
  const tool = reading.tools.get(READ);
  const tried = reading.turnCalls.some((call) => call.toolName === READ);
  if (tried) return { text: "The results are not there yet. Ask again when the run in the progress panel is done." };
  const started = reading.allCalls.findLast((call) => call.toolName === START);
  const keys = choicesOf(schemaOf(tool).properties?.key).map((choice) => choice.value);
  if (!tool || (!started && keys.length === 0 && reading.files.length === 0)) return undefined;
  const type = (started?.input as { workflowType?: string } | undefined)?.workflowType;
  const key = keys.find((one) => type && one.includes(type)) ?? keys[0] ?? type ?? "content_analysis";
  return { text: "", call: { tool: READ, input: { key } } };
}

/** `query_table` takes the SELECT and, where it asks for one, the file. */
function queryInput(reading: Reading, sql: string, analysis: TableAnalysis): Record<string, unknown> {
  const properties = schemaOf(reading.tools.get(QUERY)).properties ?? {};
  const file: PromptFile | undefined =
    reading.files.findLast((one) => one.name === analysis.file.name) ?? reading.files.at(-1);
  return { sql, ...("fileId" in properties && file ? { fileId: file.fileId } : {}) };
}

function asksForQuality(question: string): boolean {
  return /\b(missing|quality|issues?|problems?|dirty|duplicates?|outliers?|errors?|clean|trust|wrong|fehler|fehlend\w*|qualität)\b/i.test(
    question,
  );
}

function quality(table: TableAnalysis): string {
  if (table.issues.length === 0)
    return `I found nothing to worry about in ${table.file.name}: ${figure(table.table.rowCount)} rows, ${table.table.columnCount} columns.`;
  return [
    `What to know before you trust ${table.file.name} (${figure(table.table.rowCount)} rows):`,
    ...table.issues.slice(0, 12).map((issue) => `- ${issue.message}`),
  ].join("\n");
}

/** What is there and what can be asked: the honest answer to a question that the rules do not understand. */
function overview(table: TableAnalysis): string {
  const measures = table.columns.filter((column) => column.role === "measure");
  const groups = table.columns.filter((column) => column.role === "dimension" || column.role === "date");
  const lines = measures
    .slice(0, 6)
    .map(
      (column) =>
        `| ${column.name} | ${show(column, column.sum)} | ${show(column, column.mean)} | ${show(column, column.min)} | ${show(column, column.max)} |`,
    );
  const example =
    measures[0] && groups[0] ? ` For example: “Which ${groups[0].name} has the most ${measures[0].name}?”` : "";
  const figures =
    lines.length > 0
      ? `\n\n| column | total | average | lowest | highest |\n| --- | ---: | ---: | ---: | ---: |\n${lines.join("\n")}`
      : "";
  return `${table.file.name} has ${figure(table.table.rowCount)} rows and ${table.table.columnCount} columns${groups.length > 0 ? `; figures can be split by ${listed(groups.slice(0, 6).map((column) => column.name))}` : ""}.${example}${figures}`;
}

function show(column: TableAnalysis["columns"][number], value: number | string | undefined): string {
  return value === undefined ? "–" : figure(value, column.unit);
}

/** The sentences of a document that share most words with the question. */
function fromText(question: string, text: TextAnalysis): string {
  const asked = new Set(contentWords(question));
  const scored = text.keySentences.map((sentence) => ({
    sentence,
    score: contentWords(sentence).filter((word) => asked.has(word)).length,
  }));
  const hits = scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  if (hits.length > 0) return [`${text.file.name} says:`, ...hits.map(({ sentence }) => `> ${sentence}`)].join("\n\n");
  const terms = listed(text.keyTerms.slice(0, 6).map(({ term }) => term));
  return [
    `I find no sentence about that among the key sentences of ${text.file.name} (${figure(text.words)} words, mostly about ${terms}). Its main points:`,
    ...text.keySentences.slice(0, 3).map((sentence) => `> ${sentence}`),
  ].join("\n\n");
}
