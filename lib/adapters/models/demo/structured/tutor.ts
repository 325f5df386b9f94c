import { contentWords, wordsOf } from "../words.ts";
import { LESSONS, type Lesson, type LessonStep } from "./lessons.ts";
import type { Script, Step } from "./play-script.ts";

/** A lesson: its topic, one question after the other with what was right about the answer, and what to look at again. */
export function* tutorScript(wish: string): Script {
  const lesson = lessonFor(wish) ?? (yield* chooseLesson());
  let say = `We take **${lesson.title}**: ${lesson.steps.length} short steps, each with a question.`;
  const missed: LessonStep[] = [];
  for (const [index, step] of lesson.steps.entries()) {
    const answer = yield questionOf(step, `${say}\n\n**${index + 1} of ${lesson.steps.length}.** ${step.teach}`);
    if (!isRight(step, answer)) missed.push(step);
    say = verdict(step, answer);
  }
  const score = `${lesson.steps.length - missed.length} of ${lesson.steps.length} right.`;
  if (missed.length === 0) return `${say}\n\n${score} You have it: ${recap(lesson)}`;
  const again = yield {
    say: `${say}\n\n${score}`,
    ask: { tool: "ask_confirm", input: { prompt: `Shall we look at the ${counted(missed.length)} you missed again?` } },
  };
  if (again !== true) return `Good. To remember: ${recap(lesson)}`;
  say = "Once more, then.";
  for (const step of missed) {
    const answer = yield questionOf(step, `${say}\n\n${step.teach}`);
    say = verdict(step, answer);
  }
  return `${say}\n\nTo remember: ${recap(lesson)}`;
}

function* chooseLesson(): Generator<Step, Lesson, unknown> {
  const chosen = yield {
    say: "Without a language model I teach what I have lessons for. A connected model teaches any topic.",
    ask: {
      tool: "ask_choice",
      input: {
        prompt: "What shall we work on?",
        options: LESSONS.map(({ title, steps }) => ({ value: title, description: `${steps.length} steps` })),
      },
    },
  };
  return LESSONS.find(({ title }) => title === chosen) ?? (LESSONS[0] as Lesson);
}

function lessonFor(wish: string): Lesson | undefined {
  const said = new Set(contentWords(wish));
  return LESSONS.find(({ words }) => wordsOf(words).some((word) => said.has(word)));
}

const questionOf = ({ ask, options }: LessonStep, say: string): Step => ({
  say,
  ask: { tool: "ask_choice", input: { prompt: ask, options: options.map((value) => ({ value })) } },
});

const isRight = ({ options, right }: LessonStep, answer: unknown): boolean => answer === options[right];

const verdict = (step: LessonStep, answer: unknown): string =>
  isRight(step, answer)
    ? `Right. ${step.because}`
    : `Not quite: it is **${step.options[step.right]}**. ${step.because}`;

const recap = ({ steps }: Lesson): string => steps.map(({ because }) => `\n- ${because}`).join("");

const counted = (count: number): string => (count === 1 ? "one" : String(count));
