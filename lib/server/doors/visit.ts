import { limitVisit } from "#lib/application/limits/take-limits.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { getContainer } from "#lib/server/container.ts";
import { answerApi } from "./handle-door.ts";
import { limitHeaders } from "./limit-headers.ts";
import { checkOrigin } from "./origin.ts";

/**
 * For a route that another library answers: a call of the network that it comes from, whose mutations come from our own
 * pages only.
 */
export const visit =
  <Req extends Request>(handler: (request: Req) => Promise<Response>) =>
  async (request: Req): Promise<Response> => {
    const { headers } = request;
    const taken: Taken[] = [];
    try {
      if (request.method !== "GET") checkOrigin(headers);
      const { ports } = getContainer();
      await limitVisit({ ports, noteLimits: (some) => taken.push(...some) }, networkOf(addressOf(headers)));
    } catch (error) {
      const refused = await answerApi(headers, () => Promise.reject(error));
      for (const [name, value] of limitHeaders(taken)) refused.headers.set(name, value);
      return refused;
    }
    return handler(request);
  };
