import { admit, beginAnswer, type Circuit, CLOSED, fail, leave, stateOf } from "#lib/domain/circuit.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import type { ModelAttempt, ResolverStats } from "../ports/models.ts";
import type { Viewer } from "../ports/reads.ts";

type Config = Pick<LlmConfigRow, "id" | "workspaceId" | "ownerId" | "updatedAt">;

/** The circuit breakers of a process: one for each config as it stands, so that a changed one begins closed. */
export interface Circuits {
  /** Leave to ask a config's model. Error: `model_circuit_open`. */
  of(config: Config): () => ModelAttempt;
  list(viewer: Viewer): ResolverStats["circuits"];
}

const MOST = 5_000;

/** `now` in milliseconds of a clock. Only circuits of models that fail are kept. */
export function createCircuits(now: () => number): Circuits {
  const kept = new Map<string, { config: Config; circuit: Circuit }>();

  const circuitOf = ({ id, updatedAt }: Config): Circuit => {
    const known = kept.get(id);
    if (known && known.config.updatedAt < updatedAt) kept.delete(id);
    return known?.config.updatedAt === updatedAt ? known.circuit : CLOSED;
  };
  const keep = (config: Config, circuit: Circuit): void => {
    // A turn that began before a config was changed says nothing of what it is now.
    if ((kept.get(config.id)?.config.updatedAt ?? "") > config.updatedAt) return;
    kept.delete(config.id);
    if (circuit !== CLOSED) kept.set(config.id, { config, circuit });
    if (kept.size > MOST) kept.delete(kept.keys().next().value as string);
  };

  return {
    of: (config) => () => {
      const before = circuitOf(config);
      const admitted = admit(before, now());
      if (!admitted) throw leftAlone(before, now());
      if (admitted !== before) keep(config, admitted);
      const isProbe = admitted.probing;
      let over = false;
      const once = (next: (circuit: Circuit) => Circuit): void => {
        if (over) return;
        over = true;
        const circuit = circuitOf(config);
        const after = next(circuit);
        if (after !== circuit) keep(config, after);
      };
      return {
        answers: () => isProbe && !over && keep(config, beginAnswer(circuitOf(config))),
        succeeded: () => once(() => CLOSED),
        failed: (code) => once((circuit) => fail(circuit, code, now())),
        left: () => once((circuit) => (isProbe ? leave(circuit) : circuit)),
      };
    },
    list: ({ workspaceId, userId }) =>
      [...kept.values()]
        .filter(({ config }) => config.workspaceId === workspaceId && (config.ownerId ?? userId) === userId)
        .map(({ config, circuit }) => ({
          configId: config.id,
          state: stateOf(circuit, now()),
          failures: circuit.failures,
          openUntil: circuit.openUntil === null ? null : new Date(circuit.openUntil).toISOString(),
        })),
  };
}

function leftAlone({ openUntil, failures }: Circuit, now: number): DomainError {
  const seconds = Math.max(1, Math.ceil(((openUntil ?? now) - now) / 1000));
  return new DomainError(
    "model_circuit_open",
    `This model has failed ${failures} times in a row, so it is left alone for ${seconds} s. Try again then, or choose another model.`,
  );
}
