import { setTimeout as delay } from "node:timers/promises";
import { type ApiClient, createApiClient } from "#lib/testing/api-client.ts";

/** Asks again until somebody answers, as every client of a server that may be away must; a refusal is an answer. */
export async function persist<Result>(
  door: () => string,
  apiKey: string,
  ask: (client: ApiClient) => Promise<Result>,
  agent?: string,
): Promise<Result> {
  for (;;) {
    try {
      return await ask(createApiClient(door(), apiKey, agent));
    } catch (error) {
      if (!isPassing(error)) throw error;
      await delay(50);
    }
  }
}

/** Nobody answered, the answer broke off, or the server says that it cannot right now. */
const isPassing = (error: unknown): boolean =>
  error instanceof TypeError || /: (502|503|504) /.test(error instanceof Error ? error.message : "");
