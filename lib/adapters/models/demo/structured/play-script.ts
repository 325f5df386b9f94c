import type { Reading, Reply } from "../reading.ts";

/** Words, then a question: one of the `ask_…` tools with its input. */
export interface Step {
  say: string;
  ask: { tool: string; input: object };
}

/** A structured session as code: it yields its questions, gets their answers, and returns its last words. */
export type Script = Generator<Step, string, unknown>;

const EXPIRED = "Nobody answered the question in time, so I stop here. Write to me to begin again.";

/**
 * The next thing that a script says. It is played from its beginning with the answers that the turn has got so far,
 * so nothing of it lives in the process, however long a person thinks.
 */
export function playScript(script: Script, { turnResults, tools }: Reading): Reply {
  const answers = turnResults.filter(({ toolName }) => toolName.startsWith("ask_"));
  let step = script.next();
  for (const { value, failed } of answers) {
    if (step.done) break;
    if (failed) return { text: `I could not go on: ${String(value)}` };
    const { response } = (value ?? {}) as { response?: unknown };
    if (response === undefined) return { text: EXPIRED };
    step = script.next(response);
  }
  if (step.done) return { text: step.value };
  const { say, ask } = step.value;
  if (!tools.has(ask.tool))
    return { text: `${say}\n\nI would ask a question now, but I was not given the tool for it.` };
  return { text: say, call: { tool: ask.tool, input: ask.input } };
}
