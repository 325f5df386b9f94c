import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "#lib/domain/errors.ts";
import { BARE_PAGE_HEADERS, barePage } from "#lib/server/bare-page.ts";
import { createStampAddress } from "#lib/server/client-address.ts";
import { log } from "#lib/server/log.ts";
import { newId } from "#lib/server/new-id.ts";
import { toProblem } from "#lib/server/problem.ts";

export type Handlers = {
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): unknown;
  /** It begins something or stays open: not for a process that is about to end. */
  isNew(request: IncomingMessage): boolean;
};

export type HttpServer = {
  server: Server;
  /** From now on requests are answered; before, whoever comes is told to come again (503). */
  serve(handlers: Handlers): void;
  /** The end is near: whatever is new is told to go elsewhere (503), the rest is still answered. */
  drain(): void;
  /** Stops accepting; requests in flight go on. */
  refuse(): void;
  /** Ends what is still open, after it had a moment to take what was written to it. */
  close(): Promise<void>;
};

const flushTime = 500;

/**
 * The one HTTP server: it has the port from the first moment, so that a taken one is known before any work.
 *
 * @param trustedProxies whose word on a client's address is taken: addresses and networks.
 */
export function createHttpServer(trustedProxies: readonly string[]): HttpServer {
  const stampAddress = createStampAddress(trustedProxies);
  let handlers: Handlers | undefined;
  let draining = false;

  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 66_000 }, async (request, response) => {
    try {
      stampAddress(request);
      if (draining) response.shouldKeepAlive = false;
      if (draining && (handlers?.isNew(request) ?? true)) refuseNew(response);
      else if (!isWellFormed(pathOf(request))) refuseAddress(response);
      else if (handlers) await handlers.request(request, response);
      else refuseEarly(request, response);
    } catch (error) {
      log.error("A request failed", { method: request.method, path: pathOf(request), error });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  server.on("upgrade", async (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    try {
      stampAddress(request);
      if (handlers && !draining) await handlers.upgrade(request, socket, head);
      else
        socket.end(
          "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        );
    } catch (error) {
      log.error("An upgrade failed", { path: pathOf(request), error });
      socket.destroy();
    }
  });

  // Upgraded sockets are nobody's once they are handed over, yet the server waits for them.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });

  let closed: Promise<void> | undefined;
  const refuse = () => {
    closed ??= new Promise((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
  };
  return {
    server,
    serve: (next) => {
      handlers = next;
    },
    drain() {
      draining = true;
      server.closeIdleConnections();
    },
    refuse,
    close: async () => {
      refuse();
      for (const socket of sockets) socket.destroySoon();
      await Promise.race([closed, delay(flushTime, undefined, { ref: false })]);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The path without its query, which may hold tokens. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

/** Segments of dots and what counts as them: everybody decides by the path as it came, and Next would resolve them after. */
const DETOUR = /^\/\/|\\|\/(?:\.|%2e){1,2}(?:\/|$)/i;

function isWellFormed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return !DETOUR.test(path);
  } catch {
    return false;
  }
}

function refuseNew(response: ServerResponse): void {
  const error = new DomainError(
    "unavailable",
    "This server is about to stop and takes nothing new. Try again in a moment.",
  );
  writeProblem(response, error, { "retry-after": "1" });
}

/** Before there is anybody to answer. A browser comes back by itself. */
function refuseEarly({ headers }: IncomingMessage, response: ServerResponse): void {
  const words = "It is there in a moment.";
  if (headers.accept?.includes("text/html"))
    response
      .writeHead(503, { ...BARE_PAGE_HEADERS, "retry-after": "1", refresh: "2" })
      .end(barePage("Throughline is starting", words));
  else
    writeProblem(response, new DomainError("unavailable", `Throughline is starting. ${words}`), { "retry-after": "1" });
}

/** Nothing has such an address; Next would answer it with a bare 500. */
function refuseAddress(response: ServerResponse): void {
  writeProblem(response, new DomainError("not_found", "There is nothing at this address: it is not well formed."));
}

function writeProblem(response: ServerResponse, error: DomainError, headers: Record<string, string> = {}): void {
  const problem = toProblem(error, newId());
  const type = { "content-type": "application/problem+json", "cache-control": "no-store" };
  response.writeHead(problem.status, { ...type, ...headers }).end(JSON.stringify(problem));
}
