import type { CircuitState } from "#lib/domain/circuit.ts";

/** What came of an attempt to ask a service, for its circuit breaker; said once. */
export interface Attempt {
  /** The service has begun to answer. */
  answers(): void;
  succeeded(): void;
  /** And the service is to blame. */
  failed(): void;
  /** It ended without telling anything of the service. */
  left(): void;
}

/** A service that has failed lately. `openUntil` (ISO 8601): when it is asked again. */
export interface CircuitView {
  service: string;
  state: CircuitState;
  failures: number;
  openUntil: string | null;
}

/** The circuit breaker of one service. */
export interface ServiceCircuit {
  /** Leave for one attempt. Error: `service_circuit_open`. */
  begin(): Attempt;
  /** Asks within one. The service is blamed for what `ask` throws, unless that is a refusal of our own or an abort. */
  run<Answer>(ask: () => Promise<Answer>): Promise<Answer>;
}

/** Circuit breakers of this process for outside services other than models. */
export interface ServiceCircuits {
  /**
   * By name: `smtp`, `oidc`; what a workspace brings (a webhook) has one of its own, by its id as well, or workspaces
   * could shut each other's.
   */
  of(service: string, workspaceId?: string): ServiceCircuit;
  /** The installation's that have failed lately, and those of this workspace; without one, everybody's. */
  list(workspaceId?: string): CircuitView[];
}

/** `fetch` for everything that this installation asks of others: guarded (`OUTBOUND_ALLOW`) and behind the circuit of the service. */
export type Outbound = (service: string, workspaceId?: string) => typeof fetch;
