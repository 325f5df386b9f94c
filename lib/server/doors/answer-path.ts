import { DomainError } from "#lib/domain/errors.ts";
import { doors } from "#lib/server/doors.ts";
import type { Method } from "./door.ts";
import { answerApi, handleDoor } from "./handle-door.ts";
import { matchPath } from "./path.ts";

/**
 * Answers a request at a path as it stands in the table of doors; without one it is any other path of the API. A method
 * without a row is answered 405.
 */
export async function answerPath(request: Request, at?: { method: Method; path: string }): Promise<Response> {
  const row = doors.find(
    ({ path, method, servedBy }) => path === at?.path && method === at.method && servedBy === "next",
  );
  if (row) return handleDoor(row, request);
  const { pathname } = new URL(request.url);
  const others = doors.filter((door) => matchPath(door.path, pathname));
  if (others.length === 0) {
    return refuse(request, "not_found", "There is nothing at this address. See /api/openapi.json for what there is.");
  }
  const allowed = [...new Set(others.map((one) => one.method))];
  const detail = `${request.method} is not possible here. Use ${allowed.join(" or ")}.`;
  const response = await refuse(request, "method_not_allowed", detail);
  response.headers.set("allow", allowed.join(", "));
  return response;
}

const refuse = (request: Request, ...problem: ConstructorParameters<typeof DomainError>): Promise<Response> =>
  answerApi(request.headers, () => Promise.reject(new DomainError(...problem)));
