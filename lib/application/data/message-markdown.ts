import type { Json } from "#lib/domain/json.ts";
import type { CellValue, TableSpec } from "#lib/domain/session/artifacts.ts";
import { formatValue } from "#lib/domain/session/format-value.ts";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";
import type { Message, MessagePart, ToolCallPart } from "#lib/domain/session/parts.ts";
import { codeBlock, quote, quoteMarkdown } from "#lib/domain/session/quote.ts";
import { escapeMarkdown as line } from "#lib/domain/workflow/markdown.ts";

interface Told {
  /** The number of the message that it answers, where that is not the one before: another branch begins. */
  answers: number | null;
  agentName: string;
  /** The person who takes it along. */
  me: string;
  /** Names of others, by id. */
  people?: Readonly<Record<string, string>>;
}

const MOST_ROWS = 200;
const MOST_TEXT = 4_000;

/**
 * A message to be read: who, when, and everything in it. What was said is quoted, so that nothing in it can pass for
 * something that others have said.
 */
export function messageMarkdown(message: Message, { answers, agentName, me, people = {} }: Told): string {
  const { sequence, role, authorId, createdAt, status, parts, model, error } = message;
  const mine = authorId === me || authorId === null;
  const person = mine ? "You" : (people[authorId] ?? "Somebody else");
  const who = role === "user" ? person : role === "system" ? "System" : agentName;
  const facts = [
    createdAt,
    ...(model ? [line(model.name)] : []),
    ...(status === "complete" ? [] : [status]),
    ...(answers === null ? [] : [`another branch, after ${answers}`]),
  ];
  const told = [...parts.map(partMarkdown), error ? `**Failed:** ${line(error.message)}` : ""].filter(Boolean);
  return [`### ${sequence}. ${line(who)}`, `_${facts.join(" · ")}_`, ...told].join("\n\n").concat("\n");
}

function partMarkdown(part: MessagePart): string {
  switch (part.type) {
    case "text":
      return part.text.trim() && quoteMarkdown(part.text);
    case "reasoning":
      return part.text.trim() && `**Thought:**\n\n${quoteMarkdown(part.text)}`;
    case "file":
      return `**File:** ${line(part.name)} (${part.size.toLocaleString("en-US")} bytes)`;
    case "tool-call":
      return callMarkdown(part);
    case "table":
      return tableMarkdown(part.table);
    case "chart":
      return `**Chart:** ${line(part.chart.title)}. ${line(part.chart.description)}`;
    case "handoff":
      return handoffMarkdown(part.packet);
    case "run":
      return `**Workflow:** ${line(part.workflowType)}`;
    case "notice":
      return `**Note:** ${line(part.text)}`;
    case "receipts":
      return part.receipts.map(({ name, message }) => `**${line(name)} failed:** ${line(message)}`).join("\n\n");
  }
}

/** A question with its answer, or what a tool was given and what came back. */
function callMarkdown({ tool, state, input, output, error, answered }: ToolCallPart): string {
  const asked = promptOf(tool, input);
  const ended = [
    ...(output === undefined ? [] : [`${asked === null ? "Gave" : "Answer"}:`, jsonBlock(output)]),
    ...(error ? [`Failed: ${line(error.message)}`] : []),
    ...(answered ? [`Answered at ${answered.at}`] : []),
  ];
  return asked === null
    ? [`**Tool:** ${line(tool)}, ${state}`, jsonBlock(input), ...ended].join("\n\n")
    : [`**Question:** ${state}`, quoteMarkdown(asked), ...ended].join("\n\n");
}

/** What a tool asks a person, if that is what it does. */
function promptOf(tool: string, input: Json): string | null {
  if (!tool.startsWith("ask_") || typeof input !== "object" || input === null || Array.isArray(input)) return null;
  return typeof input.prompt === "string" ? input.prompt : null;
}

function jsonBlock(value: Json): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  const shown = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
  return quote(codeBlock(shown.toWellFormed(), typeof value === "string" ? "" : "json"));
}

function tableMarkdown({ title, columns, rows }: TableSpec): string {
  const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const cell = (value: CellValue | undefined, column: (typeof columns)[number]) =>
    line(formatValue(value, column.format, column.unit));
  const more = rows.length - MOST_ROWS;
  return [
    `**Table:** ${line(title)}\n`,
    row(columns.map(({ label }) => line(label))),
    row(columns.map(({ align }) => (align === "right" ? "--:" : "---"))),
    ...rows.slice(0, MOST_ROWS).map((one) => row(columns.map((column) => cell(one[column.key], column)))),
    ...(more > 0 ? [`\n… and ${more.toLocaleString("en-US")} more rows`] : []),
  ].join("\n");
}

function handoffMarkdown({ fromSlug, toSlug, goal, facts, openQuestions, files }: HandoffPacket): string {
  const list = (heading: string, items: string[]) => (items.length > 0 ? [`- ${heading}: ${items.join("; ")}`] : []);
  return [
    `**Handed over** from ${line(fromSlug)} to ${line(toSlug)}\n`,
    `- Goal: ${line(goal)}`,
    ...list("Known so far", facts.map(line)),
    ...list(
      "Open questions",
      openQuestions.map((one) => line(one)),
    ),
    ...list(
      "Files",
      files.map(({ name }) => line(name)),
    ),
  ].join("\n");
}
