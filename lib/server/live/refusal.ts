import { randomUUID } from "node:crypto";
import { errorText } from "#lib/protocols/ui-stream/errors.ts";
import { toProblem } from "#lib/server/problem.ts";
import type { ServerFrame } from "./frames.ts";

const NAMES = ["requestId", "clientActionId", "sessionId", "id"] as const;

/** What an answer names of the frame that it answers, whether or not that is one of ours. */
export type About = Partial<Record<(typeof NAMES)[number], string>>;

export function aboutOf(frame: object): About {
  const given: Partial<Record<string, unknown>> = { ...frame };
  return Object.fromEntries(NAMES.flatMap((name) => (typeof given[name] === "string" ? [[name, given[name]]] : [])));
}

/**
 * The answer to what could not be done. `requestId` is a name of the AI SDK's transport, which ends all answers of a
 * socket that tells it of errors in any other form than its own.
 */
export function refusal(error: unknown, { requestId, ...about }: About): ServerFrame {
  const problem = toProblem(error, randomUUID());
  if (requestId === undefined) return { type: "error", problem: { ...problem, ...about } };
  return { type: "error", requestId, errorText: errorText({ code: problem.code, message: problem.detail }) };
}
