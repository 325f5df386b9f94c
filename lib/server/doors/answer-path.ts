import { DomainError } from "#lib/domain/errors.ts";
import { doors } from "#lib/server/doors.ts";
import type { Method } from "./door.ts";
import { answerApi, handleDoor } from "./handle-door.ts";

/**
 * Answers a request at a path as it stands in the table of doors; without one it is any other path of the API. A method
 * without a row is answered 405.
 */
export async function answerPath(request: Request, at?: { method: Method; path: string }): Promise<Response> {
  if (!at) {
    return refuse(request, "not_found", "There is nothing at this address. See /api/openapi.json for what there is.");
  }
  const rows = doors.filter((door) => door.path === at.path && door.servedBy === "next");
  const row = rows.find((door) => door.method === at.method);
  if (row) return handleDoor(row, request);
  const allowed = rows.map((one) => one.method);
  const detail = `${at.method} is not possible here. Use ${allowed.join(" or ")}.`;
  const response = await refuse(request, "method_not_allowed", detail);
  response.headers.set("allow", allowed.join(", "));
  return response;
}

const refuse = (request: Request, ...problem: ConstructorParameters<typeof DomainError>): Promise<Response> =>
  answerApi(request.headers, () => Promise.reject(new DomainError(...problem)));
