import type { FieldError } from "#lib/domain/errors.ts";

/** An RFC 9457 answer, in words for the person who asked. `status` 0: no answer came at all. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors: FieldError[];
  /** When a limit lets the same request through. */
  retryAfterSeconds?: number;
}

export const OFFLINE: Problem = {
  status: 0,
  code: "offline",
  detail: "The server cannot be reached. Check your connection; this will be tried again.",
  errors: [],
};

/** The problem in a response body, whatever the body turns out to be. */
export function toProblem(status: number, body: unknown): Problem {
  const given = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem> & { title?: string };
  return {
    status,
    code: typeof given.code === "string" ? given.code : `http_${status}`,
    detail: given.detail || given.title || `The server answered with status ${status}. Try again in a moment.`,
    errors: Array.isArray(given.errors) ? given.errors : [],
    ...(typeof given.retryAfterSeconds === "number" && { retryAfterSeconds: given.retryAfterSeconds }),
  };
}

/** Whether the same request may succeed later without a change. */
export const isPassing = (problem: Problem): boolean =>
  problem.status === 0 || problem.status === 429 || problem.status >= 500;

/** The message for one field, by the end of its path. */
export const fieldError = (problem: Problem | null, field: string): string | undefined =>
  problem?.errors.find((one) => one.path.split(/[./]/).at(-1) === field)?.message;
