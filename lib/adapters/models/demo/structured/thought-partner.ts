import { figure, listed } from "../words.ts";
import type { Script } from "./play-script.ts";

/** More would be a form that nobody fills in. */
const MAX_OPTIONS = 4;
const MAX_CRITERIA = 4;

/** A decision thought through: options, what matters and how much, how each does, what speaks against the best, a memo. */
export function* thoughtPartnerScript(wish: string): Script {
  let say =
    "Let us think it through in order. I do not decide for you: I ask, calculate, and show what follows from what you say.";
  let options: string[] = [];
  let criteria: string[] = [];
  let decision = wish;
  while (options.length < 2 || criteria.length < 1) {
    const frame = (yield {
      say,
      ask: {
        tool: "ask_form",
        input: {
          prompt: "What is there to decide?",
          fields: [
            { name: "decision", label: "The question", type: "text", help: wish && `You wrote: ${wish.slice(0, 200)}` },
            { name: "options", label: "The options, one a line", type: "long_text" },
            { name: "criteria", label: "What matters, one a line", type: "long_text" },
          ].map(({ help, ...field }) => (help ? { ...field, help } : field)),
        },
      },
    }) as { decision: string; options: string; criteria: string };
    decision = frame.decision;
    options = linesOf(frame.options).slice(0, MAX_OPTIONS);
    criteria = linesOf(frame.criteria).slice(0, MAX_CRITERIA);
    say = "It takes at least two options, one a line, and one thing that matters.";
  }
  const weights = (yield {
    say: `So it is ${listed(options, "or")}, judged by ${listed(criteria)}.`,
    ask: {
      tool: "ask_form",
      input: {
        prompt: "How much does each matter, from 1 (little) to 5 (decisive)?",
        fields: criteria.map(rated("w")),
      },
    },
  }) as Record<string, number>;
  const scores: number[][] = [];
  for (const [index, option] of options.entries()) {
    const given = (yield {
      say: index === 0 ? "Now each option by itself." : `Noted for ${options[index - 1]}.`,
      ask: {
        tool: "ask_form",
        input: {
          prompt: `How well does “${option}” do, from 1 (badly) to 5 (very well)?`,
          fields: criteria.map(rated("s")),
        },
      },
    }) as Record<string, number>;
    scores.push(criteria.map((_, n) => given[`s${n}`] ?? 0));
  }
  const weighed = criteria.map((_, n) => weights[`w${n}`] ?? 0);
  const result = weigh(options, scores, weighed);
  const [best] = result;
  if (!best) return "There was nothing to weigh.";
  const regret = yield {
    say: `${tableOf(criteria, weighed, options, scores)}\n\n${whatFollows(result)}`,
    ask: {
      tool: "ask_choice",
      input: {
        prompt: `Suppose you took “${best.option}” and regretted it a year later. What was it?`,
        options: weakest(criteria, scores[options.indexOf(best.option)] ?? []).map((value) => ({
          value,
          description: "Where it does least well",
        })),
        allowOther: true,
      },
    },
  };
  const decided = yield {
    say: `Then “${String(regret)}” is what to look at before you commit: what would show you early that it goes wrong?`,
    ask: { tool: "ask_confirm", input: { prompt: `Do you go with “${best.option}”?` } },
  };
  return [
    `## ${decision}`,
    decided === true ? `**Decided:** ${best.option}.` : `**Open.** “${best.option}” leads; you have not settled on it.`,
    tableOf(criteria, weighed, options, scores),
    whatFollows(result),
    `**What could go wrong:** ${String(regret)}.`,
  ].join("\n\n");
}

const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) =>
        line
          .replace(/^[-*•\d.)\s]+/, "")
          .trim()
          .slice(0, 80),
      )
      .filter(Boolean),
  ),
];

const rated = (prefix: string) => (label: string, index: number) => ({
  ...{ name: `${prefix}${index}`, label, type: "integer", min: 1, max: 5 },
});

interface Weighed {
  option: string;
  score: number;
}

/** Weighted means, best first. */
function weigh(options: string[], scores: number[][], weights: number[]): Weighed[] {
  const total = weights.reduce((sum, one) => sum + one, 0) || 1;
  return options
    .map((option, n) => ({
      option,
      score: (scores[n] ?? []).reduce((sum, one, c) => sum + one * (weights[c] ?? 0), 0) / total,
    }))
    .sort((a, b) => b.score - a.score);
}

function whatFollows([best, next]: Weighed[]): string {
  if (!best || !next) return "";
  const lead = best.score - next.score;
  const first = `By your own ratings **${best.option}** comes first with ${figure(best.score)} of 5`;
  if (lead === 0) return `${first}, level with ${next.option}: the ratings do not decide it.`;
  return lead < 0.3
    ? `${first}, but ${next.option} is only ${figure(lead)} behind: one rating more or less turns it.`
    : `${first}, ${figure(lead)} ahead of ${next.option}.`;
}

const tableOf = (criteria: string[], weights: number[], options: string[], scores: number[][]): string =>
  [
    `| | ${options.map(cell).join(" | ")} |`,
    `|---|${options.map(() => "---:|").join("")}`,
    ...criteria.map((name, c) => `| ${cell(name)} (× ${weights[c]}) | ${scores.map((of) => of[c]).join(" | ")} |`),
  ].join("\n");

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** The two criteria by which an option does least well; a choice needs two. */
function weakest(criteria: string[], scores: number[]): string[] {
  const order = criteria.map((name, n) => ({ name, score: scores[n] ?? 0 })).sort((a, b) => a.score - b.score);
  return [...order.slice(0, 2).map(({ name }) => name), "Something nobody has thought of"].slice(0, 3);
}
