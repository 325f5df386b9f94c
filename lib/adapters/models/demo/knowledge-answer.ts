import type { AnalysisResult, TableAnalysis, TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { analysesIn, isTable, isText, queryResultIn } from "./knowledge.ts";
import type { PromptFile, Reading, Reply } from "./reading.ts";
import { selectFor, wordBreakdown, wordRows } from "./table-answer.ts";
import { understand } from "./table-question.ts";
import { choicesOf, schemaOf } from "./tool-schema.ts";
import { contentWords, figure, listed } from "./words.ts";

const READ = "read_state";
const QUERY = "query_table";

/** Answers a question from results that the prompt or the tools hold; undefined when there is nothing to answer from. */
export function answerFromKnowledge(reading: Reading): Reply | undefined {
  const last = reading.turnResults.at(-1);
  const analyses = analysesIn([...reading.states, ...reading.allResults.map((result) => result.value)]);
  const analysis = bestAnalysis(analyses, reading);
  if (!analysis) return lookUp(reading);
  if (isText(analysis)) return { text: fromText(reading.question, analysis) };
  if (!isTable(analysis)) return undefined;
  if (asksForQuality(reading.question)) return { text: quality(analysis) };

  const question = understand(reading.question, analysis);
  if (!question) return { text: overview(analysis) };
  if (last?.toolName === QUERY) {
    const rows = last.failed ? undefined : queryResultIn(last.value);
    if (rows) return { text: wordRows(question, rows, analysis) };
  } else if (reading.tools.has(QUERY) && !reading.turnCalls.some((call) => call.toolName === QUERY))
    return { text: "", call: { tool: QUERY, input: queryInput(reading, selectFor(question), analysis) } };
  return { text: wordBreakdown(question, analysis) ?? overview(analysis) };
}

/** Asks for the stored results, once in a turn, if a run was ever started or the tool says what there is. */
function lookUp(reading: Reading): Reply | undefined {
  const tool = reading.tools.get(READ);
  const tried = reading.turnCalls.some((call) => call.toolName === READ);
  const started = reading.allCalls.find((call) => call.toolName === "start_workflow");
  const keys = choicesOf(schemaOf(tool).properties?.key).map((choice) => choice.value);
  if (!tool || tried || (!started && keys.length === 0))
    return tried
      ? { text: "The results are not there yet. Ask again when the run in the progress panel is done." }
      : undefined;
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

function bestAnalysis(analyses: AnalysisResult[], reading: Reading): AnalysisResult | undefined {
  return analyses.find((analysis) => reading.question.includes(analysis.file.name)) ?? analyses[0];
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
