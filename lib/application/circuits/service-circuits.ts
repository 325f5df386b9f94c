import { blamesService, stateOf } from "#lib/domain/circuit.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { ServiceCircuits } from "../ports/circuits.ts";
import { keepCircuits } from "./keep-circuits.ts";

type Service = { id: string; updatedAt: ""; service: string; workspaceId: string | null };

/** Circuit breakers by the service's name. `now` in milliseconds of a clock. */
export function createServiceCircuits(now: () => number): ServiceCircuits {
  const circuits = keepCircuits<Service>({
    now,
    refuse: (failures, seconds) =>
      new DomainError(
        "service_circuit_open",
        `This service has failed ${failures} times in a row, so it is left alone for ${seconds} s. Try again then.`,
      ),
  });
  return {
    of(service, workspaceId) {
      const id = JSON.stringify([service, workspaceId]);
      const begin = () => circuits.begin({ id, updatedAt: "", service, workspaceId: workspaceId ?? null });
      return {
        begin,
        async run(ask) {
          const attempt = begin();
          try {
            const answer = await ask();
            attempt.succeeded();
            return answer;
          } catch (error) {
            attempt[blamesService(error) ? "failed" : "left"]();
            throw error;
          }
        },
      };
    },
    list: (viewer) =>
      circuits
        .list()
        .filter(({ subject: { workspaceId } }) => !viewer || !workspaceId || workspaceId === viewer)
        .map(({ subject, circuit }) => ({
          service: subject.service,
          state: stateOf(circuit, now()),
          failures: circuit.failures,
          openUntil: circuit.openUntil === null ? null : new Date(circuit.openUntil).toISOString(),
        })),
  };
}
