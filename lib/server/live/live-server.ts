import type { IncomingMessage, ServerResponse } from "node:http";
import { limitCall, limitVisit } from "#lib/application/limits/take-limits.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { deprecationHeaders, warnOnce } from "#lib/server/doors/deprecation.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { inputOf, refuseQuery, requestIdOf } from "#lib/server/doors/handle-door.ts";
import { limitHeaders } from "#lib/server/doors/limit-headers.ts";
import { liveDoors } from "#lib/server/doors/live-doors.ts";
import { checkOrigin } from "#lib/server/doors/origin.ts";
import { matchPath } from "#lib/server/doors/path.ts";
import { toProblem } from "#lib/server/problem.ts";
import { agentStream } from "./agent-events.ts";
import { watchCredentials } from "./credentials.ts";
import * as handlers from "./doors.ts";
import { headersOf } from "./headers-of.ts";
import type { LiveServices } from "./services.ts";
import { createUpgradeHandler, SOCKET_PATH, type UpgradeHandler } from "./upgrade.ts";
import { createUserChannels, type UserChannels } from "./user-channel.ts";
import { userEvents } from "./user-events.ts";

/** Who answers the rows of the table that our own server serves. */
const handlersOf = (users: UserChannels): Record<(typeof liveDoors)[number]["path"], handlers.Handler> => ({
  "/api/events": userEvents(users),
  "/api/sessions/{sessionId}/events": handlers.sessionEvents,
  "/api/session/{sessionId}/stream": handlers.sessionEvents,
  "/api/agents/{agent}/stream": agentStream,
  "/api/chat": handlers.chat,
  "/api/chat/{sessionId}/stream": handlers.resumeChat,
  "/api/connections/stats": handlers.connectionStats,
});

interface Route extends Pick<Door, "method" | "path"> {
  /** The row whose schema a request without a body is checked by. */
  door?: Door;
  handler: handlers.Handler;
  /** Only for clients that ask for a stream; the others are answered by Next. */
  streamOnly: boolean;
}

function routesOf(users: UserChannels): readonly Route[] {
  const answers = handlersOf(users);
  const send = {
    method: "POST",
    path: "/api/sessions/{sessionId}/conversations/{agent}/messages",
    handler: handlers.sendAndStream,
    streamOnly: true,
  } as const;
  const listed = liveDoors.map((door) => {
    const { method, path } = door;
    return { method, path, handler: answers[path], streamOnly: false, door };
  });
  return [send, ...listed];
}

export interface LiveServer {
  /** Answers what streams; false for everything else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  upgrade: UpgradeHandler;
  /** Tells whoever follows to come back at once; answers under way go on. */
  leaveFollowers(): void;
  /** Tells every client to come back at once. */
  closeAll(): void;
}

export function createLiveServer(services: LiveServices): LiveServer {
  const users = createUserChannels(services.ports);
  const routes = routesOf(users);

  async function answer(request: IncomingMessage, response: ServerResponse, found: Match): Promise<void> {
    const headers = headersOf(request);
    const requestId = requestIdOf(headers);
    response.setHeader("x-request-id", requestId);
    const deprecated = found.door?.deprecated;
    for (const [name, value] of deprecationHeaders(deprecated)) response.setHeader(name, value);
    const taken: Taken[] = [];
    const noteLimits = (some: readonly Taken[]): void => {
      taken.push(...some);
      if (!response.headersSent) for (const [name, value] of limitHeaders(taken)) response.setHeader(name, value);
    };
    try {
      const identity = await services.authenticate(headers);
      if (!identity) {
        await limitVisit({ ports: services.ports, noteLimits }, networkOf(addressOf(headers)));
        throw new DomainError("unauthenticated", "Sign in, or send a valid API key.");
      }
      if (request.method !== "GET" && identity.actor.kind !== "apiKey") checkOrigin(headers);
      const ctx = services.contextOf(identity, requestId, `${request.method} ${found.path}`, noteLimits);
      await limitCall(ctx);
      if (deprecated) warnOnce(services.warnedClients, found.path, deprecated, ctx.actor);
      const { parameters, query } = found;
      if (request.method !== "GET") refuseQuery(query);
      else if (found.door) inputOf(found.door, Object.fromEntries(query), parameters);
      await found.handler(services, { request, response, ctx, parameters, query });
    } catch (error) {
      refuse(response, error, requestId);
    }
  }

  const ended = watchCredentials(services.ports, services.connections);
  return {
    handle(request, response) {
      if (request.url?.split("?", 1)[0] === SOCKET_PATH) {
        response.setHeader("upgrade", "websocket").setHeader("connection", "upgrade");
        refuse(response, new DomainError("upgrade_required", NO_UPGRADE), requestIdOf(headersOf(request)));
        return true;
      }
      const found = match(routes, request);
      if (!found) return false;
      void answer(request, response, found);
      return true;
    },
    upgrade: createUpgradeHandler(services, users),
    leaveFollowers: services.connections.leaveFollowers,
    closeAll() {
      ended.close();
      services.connections.closeAll();
    },
  };
}

const NO_UPGRADE =
  "This address takes WebSocket connections, and the request did not ask for one. Behind a reverse proxy, let it pass the headers Upgrade and Connection on; without WebSockets, follow GET /api/sessions/{sessionId}/events.";

interface Match extends Pick<Route, "handler" | "door" | "path"> {
  parameters: Record<string, string>;
  query: URLSearchParams;
}

function match(routes: readonly Route[], request: IncomingMessage): Match | null {
  const url = request.url ?? "";
  if (!url.startsWith("/api/")) return null;
  const [path = "", query = ""] = url.split("?", 2);
  for (const route of routes) {
    if (route.method !== request.method) continue;
    if (route.streamOnly && !request.headers.accept?.includes("text/event-stream")) continue;
    const parameters = matchPath(route.path, path);
    if (parameters) return { ...route, parameters, query: new URLSearchParams(query) };
  }
  return null;
}

/** A problem document, or the end of an answer that had begun. Nothing thrown here ends the process. */
function refuse(response: ServerResponse, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (problem.retryAfterSeconds !== undefined) response.setHeader("retry-after", problem.retryAfterSeconds);
  // What is left of a body that nobody wants is not waited for.
  if (problem.status === 413) response.setHeader("connection", "close");
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  response.writeHead(problem.status, headers).end(JSON.stringify(problem));
}
