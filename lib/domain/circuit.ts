import { ERROR_KINDS, errorCode } from "#lib/domain/errors.ts";

/**
 * A circuit breaker: after failures in a row a service is left alone for a while (open), then one attempt finds out
 * whether it is well again (half-open). Times are milliseconds of a clock.
 */
export interface Circuit {
  /** In a row. */
  failures: number;
  /** Null: closed. In the past: half-open. */
  openUntil: number | null;
  /** How often it has opened in a row: each time is longer than the one before. */
  opened: number;
  /** The one attempt of a half-open circuit is under way. */
  probing: boolean;
}

export type CircuitState = "closed" | "open" | "half-open";

export const CLOSED: Circuit = { failures: 0, openUntil: null, opened: 0, probing: false };

const FAILURES = 5;
const FIRST_OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 60_000;

export function stateOf({ openUntil }: Circuit, now: number): CircuitState {
  if (openUntil === null) return "closed";
  return now < openUntil ? "open" : "half-open";
}

/** The circuit with one more attempt under way, or null when it refuses it. */
export function admit(circuit: Circuit, now: number): Circuit | null {
  const state = stateOf(circuit, now);
  if (state === "closed") return circuit;
  return state === "open" || circuit.probing ? null : { ...circuit, probing: true };
}

/** The service has begun to answer: others may ask it too, but one more failure opens the circuit again. */
export const beginAnswer = (circuit: Circuit): Circuit =>
  circuit.probing ? { ...circuit, failures: FAILURES - 1, openUntil: null, probing: false } : circuit;

/** The attempt failed, and the service is to blame. */
export function fail(circuit: Circuit, now: number): Circuit {
  if (circuit.openUntil !== null && !circuit.probing) return circuit;
  const failures = circuit.failures + 1;
  if (failures < FAILURES) return { ...circuit, failures };
  const openMs = Math.min(FIRST_OPEN_MS * 2 ** circuit.opened, LONGEST_OPEN_MS);
  return { failures, openUntil: now + openMs, opened: circuit.opened + 1, probing: false };
}

/** The attempt ended without telling anything of the service. */
export const leave = (circuit: Circuit): Circuit => (circuit.probing ? { ...circuit, probing: false } : circuit);

/** Whether what was thrown speaks against the service: neither a refusal of ours nor an end from this side. */
export function blamesService(error: unknown): boolean {
  const code = errorCode(error);
  if (code !== undefined) return ERROR_KINDS[code] === "upstream";
  return (error as { name?: unknown } | null)?.name !== "AbortError";
}
