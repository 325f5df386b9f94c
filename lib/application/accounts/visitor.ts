import type { Context } from "../context.ts";

/** Someone who has not signed in: the few verbs that anyone may call get this in place of a context. */
export interface Visitor extends Pick<Context, "now" | "newId" | "ports" | "door" | "correlationId"> {
  /** The network address that attempts are counted for. */
  address: string;
  userAgent: string | null;
  /** What their device cookie tells, where there is one. */
  knownDevice?: KnownDevice | null;
}

/** A browser that has signed in before, and the e-mail addresses of the accounts that it has signed in to. */
export interface KnownDevice {
  id: string;
  accounts: readonly string[];
}

/** The shape of those verbs: `await verb({ ctx: visitor, input })`. */
export interface VisitorCall<Input> {
  ctx: Visitor;
  input: Input;
}

/** An ISO 8601 time that lies so many minutes after (before, when negative) another. */
export const minutesFrom = (at: string, minutes: number): string =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();
