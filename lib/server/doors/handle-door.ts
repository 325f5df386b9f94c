import type { Context } from "#lib/application/context.ts";
import { limitCall, limitVisit } from "#lib/application/limits/take-limits.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { DomainError, type FieldError } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import { storableJson } from "#lib/domain/storable-json.ts";
import { authenticate } from "#lib/server/authenticate.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { getContainer } from "#lib/server/container.ts";
import { contextOf, visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { problemResponse } from "#lib/server/problem.ts";
import { deprecationHeaders, warnOnce } from "./deprecation.ts";
import { type Door, nameOf } from "./door.ts";
import { type Answer, answerOnce, fingerprintOf } from "./idempotent.ts";
import { limitHeaders } from "./limit-headers.ts";
import { checkOrigin } from "./origin.ts";
import { matchPath } from "./path.ts";
import { parseJsonObject, readBody } from "./read-body.ts";

const CLIENT_GONE = 499;
/** Sent by our own pages (`components/api/request.ts`). */
const WORKSPACE_HEADER = "x-throughline-workspace";
const WELL_FORMED_ID = /^[\w.-]{1,64}$/;

/** The request's own id, when it brings a sensible one, else a new one: it is in the answer and in the log. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && WELL_FORMED_ID.test(given) ? given : newId();
}

/** Runs `work` and gives its answer, or the problem that it throws, the headers that every answer of the API has. */
export async function answerApi(
  headers: Headers,
  work: (requestId: string) => Promise<Response>,
  gone?: AbortSignal,
): Promise<Response> {
  const requestId = requestIdOf(headers);
  const response = await work(requestId).catch((error: unknown) =>
    // Work that was given up because nobody waits for it any more is no fault, and nobody reads this answer.
    gone?.aborted && error === gone.reason
      ? new Response(null, { status: CLIENT_GONE })
      : problemResponse(error, requestId),
  );
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

/** Answers a request at its door: who, from where, what, then the verb. Never throws. */
export async function handleDoor(door: Door, request: Request): Promise<Response> {
  const taken: Taken[] = [];
  const response = await answerApi(
    request.headers,
    async (requestId) => {
      const ctx = await admit(door, request.headers, requestId, (some) => taken.push(...some));
      if (door.deprecated && ctx) warnOnce(getContainer().warnedClients, door.path, door.deprecated, ctx.actor);
      const { input, body } = await readInput(door, request);
      const work = async (): Promise<Answer> => {
        const verb = door.verb as (call: { ctx: unknown; input: unknown; signal: AbortSignal }) => Promise<unknown>;
        return {
          status: door.status,
          body: await verb({
            ctx: ctx ?? visitorOf(request.headers, requestId, nameOf(door)),
            input,
            signal: request.signal,
          }),
        };
      };
      const fingerprint = () => fingerprintOf(door.method, new URL(request.url).pathname, body);
      const key = request.headers.get("idempotency-key");
      const answer = ctx ? await answerOnce(door, ctx, { key, fingerprint }, work) : await work();
      if (door.respond) return door.respond(answer.body as never);
      if (door.answer === null) return new Response(null, { status: answer.status });
      return Response.json(answer.body, { status: answer.status });
    },
    request.signal,
  );
  for (const [name, value] of [...deprecationHeaders(door.deprecated), ...limitHeaders(taken)])
    response.headers.set(name, value);
  return response;
}

/**
 * The context of someone whom the door lets in; null at a door for anyone. What is counted: a call of theirs, or for
 * those whom nobody knows a call from their network.
 *
 * @throws `unauthenticated`, `foreign_origin`, `rate_limited`, `insufficient_scope`
 */
export async function admit(
  door: Door,
  headers: Headers,
  requestId: string,
  noteLimits: (taken: readonly Taken[]) => void,
): Promise<Context | null> {
  const container = getContainer();
  const identity = door.auth === "required" ? await authenticate(headers, container) : null;
  const actor = identity?.actor;
  if (door.method !== "GET" && actor?.kind !== "apiKey" && (actor || door.auth === "none")) checkOrigin(headers);
  if (identity && !door.anyWorkspace) checkWorkspace(headers, identity.workspaceId);
  const ctx = identity && contextOf(identity, requestId, nameOf(door), noteLimits);
  if (ctx) await limitCall(ctx);
  else await limitVisit({ ports: container.ports, noteLimits }, networkOf(addressOf(headers)));
  if (door.auth === "required" && !ctx)
    throw new DomainError("unauthenticated", "Sign in, or send a valid API key as Authorization: Bearer tl_….");
  if (actor?.kind === "apiKey" && door.scope !== null && !actor.scopes.includes(door.scope))
    throw new DomainError(
      "insufficient_scope",
      `This API key lacks the scope "${door.scope}". Make a key that has it.`,
    );
  return ctx;
}

/**
 * A page says which workspace it was drawn for. Somebody who has been removed from it meanwhile, or has gone on in
 * another one, must not put into that what was meant for this. Error: `workspace_changed`
 */
function checkWorkspace(headers: Headers, workspaceId: string): void {
  const meant = headers.get(WORKSPACE_HEADER);
  if (meant !== null && meant !== workspaceId)
    throw new DomainError(
      "workspace_changed",
      "You are in another workspace by now, so nothing was done. Load the page again.",
    );
}

/** Path, query and body as one object, parsed by the door's schema. */
async function readInput(door: Door, request: Request): Promise<{ input: unknown; body: Uint8Array }> {
  const url = new URL(request.url);
  const parameters = matchPath(door.path, url.pathname);
  if (!parameters) throw new Error(`${url.pathname} was given to the door ${door.path}.`);
  const inQuery = door.method === "GET" || door.method === "DELETE";
  const body = inQuery ? new Uint8Array() : await readBody(request, door.maxBodyBytes);
  const query = storableFields(url.searchParams);
  if (!inQuery) refuseQuery(url.searchParams, door.query);
  const fields = inQuery ? query : { ...parseJsonObject(body), ...query };
  return { input: inputOf(door, fields, parameters), body };
}

/** A request with a body has nothing in its query, but for what is named. Error: `validation_failed` */
export function refuseQuery(query: URLSearchParams, named: readonly string[] = []): void {
  const errors = [...query.keys()]
    .filter((name) => !named.includes(name))
    .map((path) => ({ path, message: "This parameter is not known here." }));
  if (errors.length > 0)
    throw new DomainError("validation_failed", `${errors[0]?.path}: This parameter is not known here.`, { errors });
}

const storableFields = (query: URLSearchParams) => storableJson(Object.fromEntries(query)) as Record<string, unknown>;

/**
 * What a door's verb gets of a request. A path parameter is never taken from elsewhere.
 *
 * @throws `validation_failed`; `not_found` when the path itself cannot name anything.
 */
export function inputOf(door: Door, fields: Record<string, unknown>, parameters: Record<string, string>): unknown {
  const errors = Object.keys(fields)
    .filter((name) => Object.hasOwn(parameters, name))
    .map((path) => ({ path, message: "This belongs in the path only." }));
  if (errors.length > 0) throw new DomainError("validation_failed", "The path names this already.", { errors });
  try {
    return parseInput(door.input, { ...fields, ...parameters });
  } catch (error) {
    const wrong = ((error as DomainError).details?.errors ?? []) as FieldError[];
    if (wrong.some(({ path }) => Object.hasOwn(parameters, path)))
      throw new DomainError("not_found", "There is nothing at this address.");
    throw error;
  }
}
