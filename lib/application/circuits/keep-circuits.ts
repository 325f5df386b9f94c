import { admit, beginAnswer, type Circuit, CLOSED, fail, leave } from "#lib/domain/circuit.ts";
import type { DomainError } from "#lib/domain/errors.ts";
import type { Attempt } from "../ports/circuits.ts";

/** What has a circuit; when it is changed (`updatedAt` grows) it begins closed. */
export interface Subject {
  id: string;
  updatedAt: string;
}

export interface KeptCircuits<Kept extends Subject> {
  /** Leave for one attempt. Throws what `refuse` makes. */
  begin(subject: Kept): Attempt;
  /** Of those that fail. */
  list(): { subject: Kept; circuit: Circuit }[];
}

interface KeeperParts {
  /** Milliseconds of a clock. */
  now(): number;
  /** The error for one that is left alone: how often it failed in a row, and for how many seconds it is left alone. */
  refuse(failures: number, seconds: number): DomainError;
}

const MOST = 5_000;

/** The circuit breakers of a process. Only those of services that fail are kept. */
export function keepCircuits<Kept extends Subject>({ now, refuse }: KeeperParts): KeptCircuits<Kept> {
  const kept = new Map<string, { subject: Kept; circuit: Circuit }>();

  const circuitOf = ({ id, updatedAt }: Subject): Circuit => {
    const known = kept.get(id);
    if (known && known.subject.updatedAt < updatedAt) kept.delete(id);
    return known?.subject.updatedAt === updatedAt ? known.circuit : CLOSED;
  };
  const keep = (subject: Kept, circuit: Circuit): void => {
    // An attempt that began before a change says nothing of what there is now.
    if ((kept.get(subject.id)?.subject.updatedAt ?? "") > subject.updatedAt) return;
    kept.delete(subject.id);
    if (circuit !== CLOSED) kept.set(subject.id, { subject, circuit });
    if (kept.size > MOST) kept.delete(kept.keys().next().value as string);
  };

  return {
    begin(subject) {
      const before = circuitOf(subject);
      const admitted = admit(before, now());
      if (!admitted) {
        const seconds = Math.max(1, Math.ceil(((before.openUntil ?? now()) - now()) / 1000));
        throw refuse(before.failures, seconds);
      }
      if (admitted !== before) keep(subject, admitted);
      const isProbe = admitted.probing;
      let over = false;
      const once = (next: (circuit: Circuit) => Circuit): void => {
        if (over) return;
        over = true;
        const circuit = circuitOf(subject);
        const after = next(circuit);
        if (after !== circuit) keep(subject, after);
      };
      return {
        answers: () => isProbe && !over && keep(subject, beginAnswer(circuitOf(subject))),
        succeeded: () => once(() => CLOSED),
        failed: () => once((circuit) => fail(circuit, now())),
        left: () => once((circuit) => (isProbe ? leave(circuit) : circuit)),
      };
    },
    list: () => [...kept.values()],
  };
}
