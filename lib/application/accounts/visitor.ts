import type { Context } from "../context.ts";

/** Someone who has not signed in: the few verbs that anyone may call get this in place of a context. */
export interface Visitor extends Pick<Context, "now" | "newId" | "ports" | "door" | "correlationId"> {
  /** The network address that attempts are counted for. */
  address: string;
  userAgent: string | null;
}

/** The shape of those verbs: `await verb({ ctx: visitor, input })`. */
export interface VisitorCall<Input> {
  ctx: Visitor;
  input: Input;
}

/** An ISO 8601 time that lies so many minutes after (before, when negative) another. */
export const minutesFrom = (at: string, minutes: number): string =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();
