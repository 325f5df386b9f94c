import { figure } from "../words.ts";
import type { Script, Step } from "./play-script.ts";

const CRITERIA = [
  ["purpose", "It serves its purpose: the reader knows what it is for"],
  ["structure", "It is in order: the main point comes first, one thing follows from the other"],
  ["evidence", "It is supported: claims have figures, examples or sources"],
  ["language", "It reads well: short, plain, correct"],
] as const;

/** A text judged: what can be measured, the author's own marks beside it, what to change first, and a second look. */
export function* evaluatorScript(): Script {
  let before: Measured | undefined;
  let say =
    "I judge a text in two ways: what can be measured, and your own marks against four criteria. Without a language model I do not judge its content.";
  for (;;) {
    const text = String(((yield askText(say, before !== undefined)) as { text: string }).text);
    const now = measure(text);
    const marks = (yield {
      say: `${measuredTable(now, before)}`,
      ask: {
        tool: "ask_form",
        input: {
          prompt: "Your own marks, from 1 (not at all) to 5 (fully)",
          fields: CRITERIA.map(([name, label]) => ({ name, label, type: "integer", min: 1, max: 5 })),
        },
      },
    }) as Record<string, number>;
    const report = reportOf(now, marks);
    const again = yield {
      say: report,
      ask: { tool: "ask_confirm", input: { prompt: "Do you want to revise it and have it judged again?" } },
    };
    if (again !== true) return `That is my report. ${summary(now, marks)}`;
    before = now;
    say = "Paste the revised text; I show what has changed.";
  }
}

const askText = (say: string, again: boolean): Step => ({
  say,
  ask: {
    tool: "ask_form",
    input: {
      prompt: again ? "The revised text" : "Which text shall I judge?",
      fields: [{ name: "text", label: "The text", type: "long_text" }],
    },
  },
});

interface Measured {
  words: number;
  sentences: number;
  /** Words a sentence. */
  mean: number;
  longest: string;
  /** Share of words with more than 12 letters, 0 to 1. */
  long: number;
  figures: number;
  fillers: string[];
}

const FILLERS =
  /\b(very|really|quite|basically|actually|just|in order to|utili[sz]e|leverage|sozusagen|eigentlich|quasi)\b/gi;

function measure(text: string): Measured {
  const sentences = text
    .split(/(?<=[.!?…])\s+|\n+/)
    .map((one) => one.trim())
    .filter(Boolean);
  const count = (one: string): number => one.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return {
    words: words.length,
    sentences: sentences.length,
    mean: sentences.length > 0 ? words.length / sentences.length : 0,
    longest: [...sentences].sort((a, b) => count(b) - count(a))[0] ?? "",
    long: words.length > 0 ? words.filter((word) => word.length > 12).length / words.length : 0,
    figures: text.match(/\d+([.,]\d+)*/g)?.length ?? 0,
    fillers: [...new Set((text.match(FILLERS) ?? []).map((word) => word.toLowerCase()))],
  };
}

function measuredTable(now: Measured, before: Measured | undefined): string {
  const row = (label: string, of: (one: Measured) => string): string =>
    before ? `| ${label} | ${of(before)} | ${of(now)} |` : `| ${label} | ${of(now)} |`;
  return [
    before ? "| Measured | before | now |\n|---|---:|---:|" : "| Measured | |\n|---|---:|",
    row("Words", ({ words }) => figure(words)),
    row("Sentences", ({ sentences }) => figure(sentences)),
    row("Words a sentence", ({ mean }) => figure(mean)),
    row("Words of more than 12 letters", ({ long }) => `${figure(100 * long)} %`),
    row("Figures", ({ figures }) => figure(figures)),
    row("Words that say little", ({ fillers }) => figure(fillers.length)),
  ].join("\n");
}

const meanOf = (marks: Record<string, number>): number =>
  CRITERIA.reduce((sum, [name]) => sum + (marks[name] ?? 0), 0) / CRITERIA.length;

function reportOf(now: Measured, marks: Record<string, number>): string {
  const lines = CRITERIA.map(([name, label]) => `| ${label} | ${marks[name]} |`);
  const changes = advice(now, marks).map((one) => `\n1. ${one}`);
  return [
    `| Your marks | of 5 |\n|---|---:|\n${lines.join("\n")}\n| **Mean** | **${figure(meanOf(marks))}** |`,
    changes.length > 0 ? `**What to change first:**${changes.join("")}` : "I have found nothing to change.",
  ].join("\n\n");
}

/** What the measures and the marks call for, the most telling first. */
function advice(now: Measured, marks: Record<string, number>): string[] {
  const quote = now.longest.length > 160 ? `${now.longest.slice(0, 160)}…` : now.longest;
  const [weakest] = [...CRITERIA].sort(([a], [b]) => (marks[a] ?? 0) - (marks[b] ?? 0));
  return [
    ...(now.mean > 20
      ? [`Cut the sentences: ${figure(now.mean)} words on average. The longest begins: “${quote}”`]
      : []),
    ...(now.figures === 0 && now.words > 40
      ? ["There is no figure in it. Where one would settle a point, give it."]
      : []),
    ...(now.fillers.length > 0 ? [`Strike what says little: ${now.fillers.join(", ")}.`] : []),
    ...(now.long > 0.12 ? ["Many long words: say it with shorter ones where they mean the same."] : []),
    ...(weakest && (marks[weakest[0]] ?? 5) < 4
      ? [`Your own lowest mark: ${weakest[1].toLowerCase()}. Begin there.`]
      : []),
  ].slice(0, 3);
}

const summary = (now: Measured, marks: Record<string, number>): string =>
  `${figure(now.words)} words in ${figure(now.sentences)} sentences, your mean mark ${figure(meanOf(marks))} of 5.`;
