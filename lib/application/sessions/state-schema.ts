import { z } from "zod";

const key = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,99}$/i, "Letters, digits, dot, dash and underscore, at most 100.");
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export const stateListInput = z.strictObject({ sessionId: z.uuid() });
export type StateListInput = z.input<typeof stateListInput>;

export const stateGetInput = z.strictObject({ sessionId: z.uuid(), key });
export type StateGetInput = z.input<typeof stateGetInput>;

export const statePutInput = z.strictObject({
  sessionId: z.uuid(),
  key,
  stateData: z.json(),
  metadata: z.record(z.string(), z.json()).default({}),
  /** Seconds until it is gone; without it, it lives as long as the session. */
  ttl: z.number().int().min(1).max(YEAR_SECONDS).nullish(),
});
export type StatePutInput = z.input<typeof statePutInput>;
