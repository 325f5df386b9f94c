import { stateOf } from "#lib/domain/circuit.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { blamesProvider } from "#lib/domain/llm/blame.ts";
import { keepCircuits } from "../circuits/keep-circuits.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import type { ModelAttempt, ResolverStats } from "../ports/models.ts";
import type { Viewer } from "../ports/reads.ts";

type Config = Pick<LlmConfigRow, "id" | "workspaceId" | "ownerId" | "updatedAt">;

/** The circuit breakers of a process: one for each config as it stands, so that a changed one begins closed. */
export interface Circuits {
  /** Leave to ask a config's model. Error: `model_circuit_open`. */
  of(config: Config): () => ModelAttempt;
  list(viewer: Viewer): ResolverStats["circuits"];
  /** How many are open, whosever they are. */
  open(): number;
}

/** `now` in milliseconds of a clock. */
export function createCircuits(now: () => number): Circuits {
  const circuits = keepCircuits<Config>({ now, refuse: leftAlone });
  return {
    of: (config) => () => {
      const attempt = circuits.begin(config);
      return { ...attempt, failed: (code) => (blamesProvider(code) ? attempt.failed() : attempt.left()) };
    },
    open: () => circuits.list().filter(({ circuit }) => stateOf(circuit, now()) === "open").length,
    list: ({ workspaceId, userId }) =>
      circuits
        .list()
        .filter(({ subject }) => subject.workspaceId === workspaceId && (subject.ownerId ?? userId) === userId)
        .map(({ subject, circuit }) => ({
          configId: subject.id,
          state: stateOf(circuit, now()),
          failures: circuit.failures,
          openUntil: circuit.openUntil === null ? null : new Date(circuit.openUntil).toISOString(),
        })),
  };
}

const leftAlone = (failures: number, seconds: number): DomainError =>
  new DomainError(
    "model_circuit_open",
    `This model has failed ${failures} times in a row, so it is left alone for ${seconds} s. Try again then, or choose another model.`,
  );
