import type { ServiceCircuit } from "#lib/application/ports/circuits.ts";
import { blamesService } from "#lib/domain/circuit.ts";

/** A fetch behind the circuit of one service: answers of 500 and more, and failures of the network, speak against it. */
export function throughCircuit(send: typeof fetch, circuit: ServiceCircuit): typeof fetch {
  return async (input, init) => {
    const attempt = circuit.begin();
    try {
      const response = await send(input, init);
      attempt[response.status >= 500 ? "failed" : "succeeded"]();
      return response;
    } catch (error) {
      attempt[blamesService(error) ? "failed" : "left"]();
      throw error;
    }
  };
}
