import type { Reading, Reply, Student, ToldCall } from "./wire-model.ts";

/*
 * Models that follow the instructions of the three structured agents, with the mistakes that real ones make. Each decides
 * by what stands in the request alone: its instructions, the tools on offer, the calls of this turn and their results.
 */

interface Answered extends ToldCall {
  response: unknown;
}

/** What became of the questions: the answers in order, whether one has expired, and the last call when it was refused. */
function questionsIn({ calls }: Reading) {
  const told = (call: ToldCall) => call.result as { response?: unknown; expired?: boolean };
  const asks = calls.filter(({ name, result }) => name.startsWith("ask_") && typeof result === "object");
  const last = calls.at(-1);
  return {
    answers: asks.flatMap((call): Answered[] => {
      const { response } = told(call);
      return response === undefined ? [] : [{ ...call, response }];
    }),
    expired: asks.some((call) => told(call).expired === true),
    refused: typeof last?.result === "string" ? { ...last, result: last.result } : null,
  };
}

/** The results of `calculate` in this turn, in order. */
const figuresIn = ({ calls }: Reading): number[] =>
  calls.flatMap(({ name, result }) => (name === "calculate" ? [(result as { result: number }).result] : []));

const speaksAs = (who: RegExp, student: Student): Student => {
  return (reading) =>
    who.test(reading.system) ? student(reading) : `I was told to be somebody else: ${reading.system}`;
};

const QUIZ = { prompt: "How much is a quarter of 120?", options: ["25", "30", "48"] };
const MARKUP = {
  prompt: "Something costs 80 and is sold for 100. How much is the markup?",
  options: [{ value: "20 %" }, { value: "25 %", description: null }],
  allowOther: null,
  expiresInSeconds: null,
};

/** Calculates and asks in one answer, asks with options that are no objects, and corrects that when it is told. */
export const tutorStudent: Student = speaksAs(/you are the tutor/i, (reading): Reply => {
  const { answers, expired, refused } = questionsIn(reading);
  if (expired) return "We end here without your answer. Still open: **markup**. You can complete the session now.";
  if (refused) {
    const { prompt, options } = JSON.parse(refused.input);
    if (!/expected object/.test(refused.result)) return `I cannot go on: ${refused.result}`;
    return { calls: [["ask_choice", { prompt, options: options.map((value: string) => ({ value, label: null })) }]] };
  }
  const [first, second] = answers;
  if (!first)
    return {
      say: "Two steps: quarters, then markup.\n\n**Step 1 of 2.** A quarter is a fourth part.",
      calls: [
        ["calculate", { expression: "120 / 4" }],
        ["ask_choice", QUIZ],
      ],
    };
  const [quarter] = figuresIn(reading);
  const right = first.response === String(quarter);
  if (!second)
    return {
      say: `${right ? "Right" : "Not quite"}: it is ${quarter}.\n\n**Step 2 of 2.** Markup is on the cost.`,
      calls: [["ask_choice", MARKUP]],
    };
  const score = Number(right) + Number(second.response === "25 %");
  return `${score} of 2 right. To remember: a quarter of 120 is ${quarter}. You can complete the session now.`;
});

const FRAME = {
  prompt: "What is to be decided?",
  fields: [
    { name: "question", label: "The question", type: "long_text", help: null, options: null },
    { name: "by", label: "By when", type: "date", required: false, min: null },
  ],
};
const KEEP = { prompt: "Which options do you keep?", options: [{ value: "Build" }, { value: "Buy" }], multiple: true };
const WEIGHTS = {
  prompt: "How much does each matter?",
  fields: ["cost", "speed"].map((name) => ({ name, label: name, type: "integer", min: 1, max: 5 })),
};
const REGRET = {
  prompt: "What would most likely make you regret it?",
  options: [{ value: "It gets dear" }, { value: "It comes late" }],
  allowOther: true,
};

/** Asks two questions in one answer, calculates twice at once, and takes a person's own words. */
export const partnerStudent: Student = speaksAs(/you are the thought partner/i, (reading): Reply => {
  const { answers, expired, refused } = questionsIn(reading);
  if (refused) return `I cannot go on: ${refused.result}`;
  const [frame, kept, weights, regret] = answers;
  const { question } = (frame?.response ?? {}) as { question?: string };
  if (expired) return `**Memo.** ${question} stays open: you have not said how much each criterion matters.`;
  if (!frame)
    return {
      say: "First the frame.",
      calls: [
        ["ask_form", FRAME],
        ["ask_choice", KEEP],
      ],
    };
  if (!kept || !weights)
    return { say: `We keep ${[kept?.response].flat().join(" and ")}.`, calls: [["ask_form", WEIGHTS]] };
  const { cost, speed } = weights.response as Record<string, number>;
  const [build, buy] = figuresIn(reading);
  if (build === undefined)
    return {
      calls: [
        ["calculate", { expression: `(${cost} * 2 + ${speed} * 1) / (${cost} + ${speed})` }],
        ["calculate", { expression: `(${cost} * 3 + ${speed} * 5) / (${cost} + ${speed})` }],
      ],
    };
  if (!regret)
    return {
      say: `| Option | Result |\n| --- | --- |\n| Buy | ${buy} |\n| Build | ${build} |`,
      calls: [["ask_choice", REGRET]],
    };
  return `**Memo.** ${question} Buy leads with ${buy} to ${build}. The regret to fear: ${regret.response}.`;
});

const WORK = {
  prompt: "Which text shall I judge, and what must it achieve?",
  fields: [
    { name: "text", label: "The text", type: "long_text" },
    { name: "goal", label: "Its goal", type: "text" },
  ],
};
const CRITERIA = {
  prompt: "Do we take these criteria: clarity 60, proof 40?",
  options: [{ value: "Yes" }, { value: "No" }],
  allowOther: true,
};

/** Calls a tool that does not exist with arguments that are no JSON, as models do, and goes on when it is told. */
export const evaluatorStudent: Student = speaksAs(/you are the evaluator/i, (reading): Reply => {
  const { answers, expired, refused } = questionsIn(reading);
  if (expired) return "**Verdict.** Without your answer I end here.";
  const [work, criteria, revised] = answers;
  if (!work)
    return refused ? { calls: [["ask_form", WORK]] } : { calls: [["multi_tool_use.parallel", '{"tool_uses": [']] };
  const { text, goal } = work.response as Record<string, string>;
  if (!criteria) return { say: `The goal: ${goal}. Two criteria.`, calls: [["ask_choice", CRITERIA]] };
  const [total] = figuresIn(reading);
  if (total === undefined) return { calls: [["calculate", { expression: "(60 * 4 + 40 * 2) / 100" }]] };
  if (!revised)
    return {
      say: `Clarity 4 (“${text?.split(" ")[0]}”), proof 2 (missing). Total **${total}**.`,
      calls: [["ask_confirm", { prompt: "Is there a revised version?" }]],
    };
  return `**Verdict.** ${total} of 5${revised.response ? "; send me the new one." : "."} Add a figure.`;
});
