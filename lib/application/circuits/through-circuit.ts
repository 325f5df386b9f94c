import { blamesService } from "#lib/domain/circuit.ts";
import type { ServiceCircuit } from "../ports/circuits.ts";

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
