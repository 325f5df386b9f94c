import { limitVisit } from "#lib/application/limits/take-limits.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { getContainer } from "#lib/server/container.ts";
import { doors } from "#lib/server/doors.ts";
import type { Method } from "./door.ts";
import { answerApi, handleDoor } from "./handle-door.ts";
import { limitHeaders } from "./limit-headers.ts";
import { checkOrigin } from "./origin.ts";

type Handler = (request: Request) => Promise<Response>;

/** The handlers of a route file. It exports all five: a method without a row in the table is answered 405. */
export function routes(path: string): Record<Method, Handler> {
  const rows = doors.filter((door) => door.path === path && door.servedBy === "next");
  const handler = (method: Method): Handler => {
    const row = rows.find((door) => door.method === method);
    return row
      ? (request) => handleDoor(row, request)
      : (request) =>
          refuseMethod(
            request,
            rows.map((one) => one.method),
          );
  };
  return {
    GET: handler("GET"),
    POST: handler("POST"),
    PUT: handler("PUT"),
    PATCH: handler("PATCH"),
    DELETE: handler("DELETE"),
  };
}

async function refuseMethod(request: Request, allowed: Method[]): Promise<Response> {
  const response = await answerApi(request.headers, async () => {
    throw new DomainError("method_not_allowed", `${request.method} is not possible here. Use ${allowed.join(" or ")}.`);
  });
  response.headers.set("allow", allowed.join(", "));
  return response;
}

/** Every path of the API that has no route. */
export const noSuchDoor: Handler = (request) =>
  answerApi(request.headers, async () => {
    throw new DomainError("not_found", "There is nothing at this address. See /api/openapi.json for what there is.");
  });

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
