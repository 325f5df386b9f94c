import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { authorize, notFound } from "#lib/application/authorize.ts";
import type { Context } from "#lib/application/context.ts";
import { limitCall, limitVisit } from "#lib/application/limits/take-limits.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import type { Taken } from "#lib/domain/rate-limit.ts";
import type { Identity } from "#lib/server/authenticate.ts";
import { addressOf } from "#lib/server/client-address.ts";
import { limitHeaders } from "#lib/server/doors/limit-headers.ts";
import { checkOrigin } from "#lib/server/doors/origin.ts";
import { toProblem } from "#lib/server/problem.ts";
import { headersOf } from "./headers-of.ts";
import type { LiveServices } from "./services.ts";
import { openSocketConnection } from "./socket-connection.ts";
import type { UserChannels } from "./user-channel.ts";

export const SOCKET_PATH = "/ws/ai-stream";
const MAX_PAYLOAD = 1024 * 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;

/** Takes or refuses WebSocket upgrades: who may not come in hears it in HTTP, before the upgrade. */
export function createUpgradeHandler(services: LiveServices, users: UserChannels): UpgradeHandler {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD, clientTracking: false });

  return async (request, socket, head) => {
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== SOCKET_PATH) return refuse(socket, new DomainError("not_found", "There is no such socket."));
    const taken: Taken[] = [];
    let accepted: Identity;
    try {
      accepted = await admit(services, headersOf(request), (some) => taken.push(...some));
    } catch (error) {
      return refuse(socket, error, taken);
    }
    if (socket.destroyed) return;
    const { socket: webSocket, stream } = await new Promise<{ socket: WebSocket; stream: Duplex }>((resolve) =>
      server.handleUpgrade(request, socket, head, (opened) => resolve({ socket: opened, stream: socket })),
    );
    // What is sent before the parameters are checked waits.
    webSocket.pause();
    try {
      const parameters = await readParameters(services, accepted, new URLSearchParams(query));
      if (webSocket.readyState !== webSocket.OPEN) return;
      openSocketConnection({ socket: webSocket, stream, services, users, identity: accepted, ...parameters });
      webSocket.resume();
    } catch (error) {
      webSocket.on("error", () => {});
      webSocket.resume();
      const { status, detail } = toProblem(error, randomUUID());
      webSocket.close(closeCodeOf(status), reasonOf(detail));
    }
  };
}

/** @throws `unauthenticated`, `foreign_origin`, `rate_limited` */
async function admit(services: LiveServices, headers: Headers, noteLimits: Context["noteLimits"]): Promise<Identity> {
  const { ports } = services;
  const identity = await services.authenticate(headers);
  if (!identity) {
    await limitVisit({ ports, noteLimits }, networkOf(addressOf(headers)));
    throw new DomainError("unauthenticated", "Sign in, or send an API key as a Bearer token.");
  }
  checkOrigin(headers);
  await limitCall({ ...identity, ports, noteLimits });
  return identity;
}

/** @throws DomainError for bad parameters or no rights, and whatever the database throws. */
async function readParameters(services: LiveServices, identity: Identity, query: URLSearchParams) {
  const slug = query.get("agentSlug");
  const agent = slug === null ? null : services.findAgent(slug);
  if (agent === undefined) throw new DomainError("validation_failed", "agentSlug names no agent.");
  const after = query.get("after") ?? "0";
  if (!/^\d{1,15}$/.test(after)) throw new DomainError("validation_failed", "after must be a sequence number.");
  const plainChat = query.get("frames") === "ui-stream";
  const sessionId = query.get("sessionId");
  if (sessionId === null) return { agent, session: null, after: Number(after), plainChat };

  if (!UUID.test(sessionId)) throw new DomainError("validation_failed", "sessionId must be a UUID.");
  const ctx = services.contextOf(identity, randomUUID(), "GET /ws/ai-stream");
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: identity.workspaceId, userId: identity.actor.userId };
  const known = await services.ports.sessions.head(viewer, sessionId);
  const session = known ?? (await createOwn(services, ctx, sessionId.toLowerCase()));
  return { agent, session, after: Number(after), plainChat };
}

async function createOwn(services: LiveServices, ctx: Context, id: string) {
  await services.createSession({ ctx, input: { id } }).catch((error) => {
    throw errorCode(error) === "already_exists" ? notFound("session") : error;
  });
  return { id, access: { kind: "owner" } as const, feedSequence: 0 };
}

/** 1008 is for good, so it is only for what the same client would be refused again; the others may come back. */
const closeCodeOf = (status: number): number => (status === 429 ? 1013 : status < 500 ? 1008 : 1011);

/** A close reason holds at most 123 bytes. */
const reasonOf = (detail: string): string => Buffer.from(detail).subarray(0, 120).toString();

function refuse(socket: Duplex, error: unknown, taken: readonly Taken[] = []): void {
  const problem = toProblem(error, randomUUID());
  const body = JSON.stringify(problem);
  const headers = [
    ["Connection", "close"],
    ["Content-Type", "application/problem+json"],
    ["Content-Length", Buffer.byteLength(body)],
    ...limitHeaders(taken),
    ...(problem.retryAfterSeconds === undefined ? [] : [["Retry-After", problem.retryAfterSeconds]]),
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${problem.status} ${problem.title}\r\n${lines}\r\n${body}`);
}
