import { getContainer } from "#lib/server/container.ts";
import type { Method } from "./door.ts";

type Handler = (request: Request) => Promise<Response>;

/**
 * The handlers of a route file. They only lead to the table of doors, which the process has once: Next would bundle a copy
 * of it, and of every verb behind it, for each group of routes.
 */
export function routes(path: string): Record<Method, Handler> {
  const handler =
    (method: Method): Handler =>
    (request) =>
      getContainer().answer(request, { method, path });
  return {
    GET: handler("GET"),
    POST: handler("POST"),
    PUT: handler("PUT"),
    PATCH: handler("PATCH"),
    DELETE: handler("DELETE"),
  };
}

/** Every path of the API that has no route. */
export const noSuchDoor: Handler = (request) => getContainer().answer(request);
