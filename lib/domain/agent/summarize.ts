import type { Json } from "#lib/domain/json.ts";
import { type Message, type MessagePart, textOf } from "#lib/domain/session/parts.ts";
import { isActiveRun, type Run } from "#lib/domain/workflow/run.ts";
import { cutToTokens, estimateTokens, MAX_SUMMARY_TOKENS } from "./memory.ts";

interface Concluded {
  /** Settled messages of one conversation, oldest first. */
  history: readonly Message[];
  /** Its runs, oldest first. */
  runs: readonly Run[];
}

/** One question and all that answered it. */
interface Exchange {
  asked: string;
  answers: Message[];
}

const QUESTION_LENGTH = 160;
const ANSWER_LENGTH = 280;
const FACTS = 3;
/** Results and files never take more than this part of a summary. */
const RESULTS_SHARE = 0.5;

/**
 * What a conversation was about without any model: what was asked and what was answered in its own words, what
 * workflows found, which files were there. The latest questions win. Empty when nothing was said.
 */
export function summarizeByRule({ history, runs }: Concluded): string {
  const results = [...runs.flatMap(wordRun), ...wordFiles(history)];
  const end = results.length > 0 ? cutToTokens(results.join("\n"), MAX_SUMMARY_TOKENS * RESULTS_SHARE) : "";
  const exchanges = exchangesOf(history).map(wordExchange);
  let left = MAX_SUMMARY_TOKENS - estimateTokens(end) - estimateTokens(leftOut(exchanges.length));
  const told: string[] = [];
  for (const line of exchanges.toReversed()) {
    left -= estimateTokens(`${line}\n`);
    if (left < 0) break;
    told.unshift(line);
  }
  const missing = exchanges.length - told.length;
  return [...(missing > 0 ? [leftOut(missing)] : []), ...told, end].filter(Boolean).join("\n");
}

const leftOut = (count: number): string =>
  `${count} earlier ${count === 1 ? "question is" : "questions are"} left out here.`;

function exchangesOf(history: readonly Message[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const message of history) {
    const last = exchanges.at(-1);
    if (message.role === "assistant") last?.answers.push(message);
    else exchanges.push({ asked: askedIn(message.parts), answers: [] });
  }
  return exchanges.filter(({ asked }) => asked !== "");
}

/** The person's words, or the goal of the packet that came instead of them. */
function askedIn(parts: readonly MessagePart[]): string {
  const goals = parts.flatMap((part) => (part.type === "handoff" ? [part.packet.goal] : []));
  return plain(textOf(parts)) || goals.join(" ") || (parts.some((part) => part.type === "file") ? "a file" : "");
}

function wordExchange({ asked, answers }: Exchange): string {
  const handed = answers.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === "handoff" ? [`Handed to ${part.packet.toSlug}: ${part.packet.goal}.`] : [])),
  );
  const told = handed.length > 0 ? handed.join(" ") : (answerIn(asked, answers) ?? "It was not answered.");
  return `Asked: “${clip(asked, QUESTION_LENGTH)}” ${told}`;
}

/** The paragraph that answers best: one with figures or words in bold, or with the words of the question. */
function answerIn(asked: string, answers: readonly Message[]): string | undefined {
  const words = wordsOf(asked);
  const score = (paragraph: string): number =>
    (/\*\*[^*]+\*\*/.test(paragraph) ? 3 : 0) +
    (/\d/.test(paragraph) ? 2 : 0) +
    Math.min(3, [...wordsOf(paragraph)].filter((word) => words.has(word)).length);
  const paragraphs = answers.flatMap(({ parts }) => textOf(parts).split(/\n\s*\n/));
  const best = paragraphs.reduce((one, other) => (score(other) > score(one) ? other : one), paragraphs[0] ?? "");
  if (plain(best)) return `Answered: ${clip(plain(best), ANSWER_LENGTH)}`;
  const shown = answers.flatMap(({ parts }) => parts.flatMap(titleOf));
  return shown.length > 0 ? `Answered with ${shown.join(", ")}.` : undefined;
}

const titleOf = (part: MessagePart): string[] =>
  part.type === "table" ? [`the table “${part.table.title}”`] : part.type === "chart" ? [`“${part.chart.title}”`] : [];

function wordRun(run: Run): string[] {
  const name = run.type.replaceAll("_", " ");
  if (run.status === "failed")
    return [`The workflow ${name} failed: ${run.error?.message ?? "for an unknown reason."}`];
  if (isActiveRun(run.status)) return [`The workflow ${name} was still running.`];
  if (run.status !== "completed") return [];
  const facts = factsOf(run.result).slice(0, FACTS).map(plain);
  return [`Result of ${name}: ${facts.length > 0 ? facts.join(" ") : "completed."}`];
}

function factsOf(result: Json): string[] {
  const facts = (result as { facts?: Json } | null)?.facts;
  return Array.isArray(facts) ? facts.filter((fact) => typeof fact === "string") : [];
}

function wordFiles(history: readonly Message[]): string[] {
  const names = history.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "file" ? [part.name] : [])));
  return names.length > 0 ? [`Files: ${[...new Set(names)].join(", ")}.`] : [];
}

const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu));

/** Markdown as one line of plain words. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\*\*|__|`/g, "")
    .replace(/^[ \t]*(?:#+|>|[-*•]|\|)[ \t]*/gm, "")
    .replace(/\s+/g, " ")
    .trim();

/** At most so many characters, ended after a sentence where there is one, else after a word. */
function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length).toWellFormed();
  const sentence = /^[\s\S]*[.!?](?=\s)/.exec(cut)?.[0];
  return sentence && sentence.length > length / 2 ? sentence : `${cut.replace(/\s*\S*$/u, "")} …`;
}
