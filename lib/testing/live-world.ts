import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createMemoryLive } from "#lib/adapters/memory/live.ts";
import { CREDENTIAL_ENDED } from "#lib/application/accounts/credential-ended.ts";
import { ACCESS_CHANGED } from "#lib/application/agents/access-changed.ts";
import type { Context } from "#lib/application/context.ts";
import type { SessionHead } from "#lib/application/ports/reads.ts";
import { SESSION_ERASED } from "#lib/application/sessions/session-erased.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Access } from "#lib/domain/session/access.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { createConnections } from "#lib/server/live/connections.ts";
import { createLiveServer } from "#lib/server/live/live-server.ts";
import type { LiveServices } from "#lib/server/live/services.ts";
import { testLimits } from "./rate-limits.ts";

const at = "2026-11-21T10:00:00.000Z";

export const message = (over: Partial<Message> & Pick<Message, "id" | "conversationId">): Message => ({
  sequence: 1,
  parentId: null,
  role: "assistant",
  parts: [],
  status: "streaming",
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: at,
  ...over,
});

function viewOf(id: string, entries: FeedEntry[]): SessionView {
  const empty: SessionView = {
    id,
    ownerId: "",
    title: null,
    subject: null,
    status: "active",
    deleted: false,
    feedSequence: 0,
    conversations: {},
    messages: {},
    olderCursor: {},
    turns: {},
    clientActions: {},
    drafts: [],
    roles: null,
    people: {},
    runs: [],
    handoffs: [],
    stateKeys: [],
    orchestratorContext: { activeOrchestrators: [], enablingServices: {}, workflowDelegationChain: [] },
    metadata: {},
    createdAt: at,
    updatedAt: at,
    lastActivityAt: at,
    completedAt: null,
    expiresAt: null,
  };
  return entries.reduce((view, entry) => reduce(view, { kind: "entry", entry }).view, empty);
}

/**
 * The doors that stream, on a real HTTP server over the in-memory feed. Keys are `Bearer <userId>`, cookies `user=<userId>`; what a turn
 * writes and when it ends is up to the test.
 */
export async function startLiveWorld(rateLimits = testLimits()) {
  const live = createMemoryLive();
  const heads = new Map<string, SessionHead>();
  const stopped: string[] = [];
  const ended = new EventEmitter();
  const workspaceId = randomUUID();

  const shares = new Map<string, Access>();
  const shareOf = (id: string, userId: string) => `${id} ${userId}`;

  const headOf = (viewer: { userId: string }, id: string): SessionHead | null => {
    const known = heads.get(id);
    const head = known && { ...known, feedSequence: live.feedAfter(id, 0, 1e9).length };
    if (head?.ownerId === viewer.userId) return head;
    const access = shares.get(shareOf(id, viewer.userId));
    return head && access ? { ...head, access } : null;
  };
  /** What a person who is not the owner may see of a session from now on; null: nothing. */
  const share = (sessionId: string, userId: string, access: Access | null) => {
    if (access) shares.set(shareOf(sessionId, userId), access);
    else shares.delete(shareOf(sessionId, userId));
    ended.emit(ACCESS_CHANGED, userId);
  };
  const erase = (sessionId: string) => {
    heads.delete(sessionId);
    ended.emit(SESSION_ERASED, sessionId);
  };
  const newSession = (ownerId: string, id: string = randomUUID()) => {
    const head = {
      id,
      workspaceId,
      ownerId,
      title: null,
      titleFrom: null,
      status: "active",
      hidden: false,
      deleted: false,
      access: { kind: "owner" },
      feedSequence: 0,
    } as const;
    heads.set(id, head);
    live.addSession(id, ownerId);
    live.append(id, [{ type: "session.created", title: null }], at);
    return id;
  };

  /** The one agent there is, of whoever asks for `guide`. */
  const agent = { events: [] as RecordedAgentEvent[], readers: new Set<() => void>() };
  const appendEvents = (...types: string[]): void => {
    for (const type of types) agent.events.push({ type, version: agent.events.length + 1 } as RecordedAgentEvent);
    for (const reader of agent.readers) reader();
  };

  const services: LiveServices = {
    connections: createConnections(),
    warnedClients: new Set(),
    ports: {
      live,
      agents: {
        events: async (_agentId, _workspaceId, { after, limit }) => agent.events.slice(after, after + limit),
      },
      accounts: { endedCredentials: async () => [] },
      rateLimits,
      agentChanges: {
        subscribe: (_agent, onChange) => {
          agent.readers.add(onChange);
          return { close: () => void agent.readers.delete(onChange) };
        },
      },
      invalidations: {
        subscribe: (topic, onKey) => {
          ended.on(topic, onKey);
          return { close: () => void ended.off(topic, onKey) };
        },
      },
      sessions: {
        head: async (viewer, id) => headOf(viewer, id),
        messages: async () => null,
        feedAfter: async (id, after, limit) => live.feedAfter(id, after, limit),
        view: async (viewer, id) => (headOf(viewer, id) ? viewOf(id, live.feedAfter(id, 0, 1e9)) : null),
        sharers: async ({ userId }) =>
          [...heads.values()].filter(({ id }) => shares.has(shareOf(id, userId))).map(({ ownerId }) => ownerId),
        agentsIn: async (ids) => new Map(ids.map((id) => [id, ["guide"]])),
        summary: async (viewer, id) =>
          headOf(viewer, id) && {
            id,
            title: null,
            status: "active",
            running: 0,
            waiting: 0,
            sharedBy: null,
            lastActivityAt: at,
            createdAt: at,
          },
      },
    },
    authenticate: async (headers) => {
      const [, key] = (headers.get("authorization") ?? "").split(" ");
      const [, cookie] = (headers.get("cookie") ?? "").split("=");
      const scopes = ["sessions:read", "sessions:write", "workspace:read", "agents:read"] as const;
      if (key)
        return { actor: { kind: "apiKey", userId: key, keyId: `key of ${key}`, scopes }, workspaceId, role: "member" };
      if (cookie) return { actor: { kind: "user", userId: cookie, authSessionId: "s" }, workspaceId, role: "member" };
      return null;
    },
    contextOf: (identity, _id, _door, noteLimits) =>
      ({ ...identity, correlationId: "test", noteLimits, ports: { rateLimits } }) as unknown as Context,
    findAgent: (slug) => (slug === "guide" ? slug : undefined),
    openAgent: async ({ actor }, slug) => {
      if (slug !== "guide") throw new DomainError("not_found", "There is no such agent.");
      return { agentId: randomUUID(), workspaceId, ownerId: actor.userId, slug };
    },
    createSession: async ({ ctx, input }) => {
      if (input.id && heads.has(input.id)) throw new DomainError("already_exists", "There is one.");
      return { id: newSession(ctx.actor.userId, input.id) };
    },
    sendMessage: async ({ ctx, input }) => {
      if (!headOf(ctx.actor, input.sessionId)) throw new DomainError("not_found", "There is no such session.");
      const conversationId = randomUUID();
      const conversation = {
        conversationId,
        agentId: randomUUID(),
        slug: input.agent,
        messageCount: 0,
        lastMessageAt: null,
      };
      const [messageId, turnId] = [input.id ?? randomUUID(), randomUUID()];
      const text = input.text ?? input.parts?.map((part) => (part.type === "text" ? part.text : "")).join("") ?? "";
      const asked = message({ id: messageId, conversationId, role: "user", parts: [{ type: "text", text }] });
      live.append(
        input.sessionId,
        [
          { type: "conversation.started", conversationId, conversation },
          { type: "message.created", conversationId, message: asked },
          { type: "message.created", conversationId, message: message({ id: turnId, conversationId }) },
        ],
        at,
      );
      const feedSequence = live.feedAfter(input.sessionId, 0, 1e9).length;
      live.append(
        input.sessionId,
        [{ type: "turn.started", conversationId, turnId, epoch: 1, part: 0, model: null }],
        at,
      );
      return { messageId, turnId, feedSequence };
    },
    regenerate: () => Promise.reject(new Error("Nothing is answered anew here.")),
    respond: () => Promise.reject(new Error("Nobody asks here.")),
    stopTurn: async ({ input }) => stopped.push(input.turnId),
  };

  const liveServer = createLiveServer(services);
  const server = createServer((request, response) => {
    if (!liveServer.handle(request, response)) response.writeHead(418).end();
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    void liveServer.upgrade(request, socket, head);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;

  return {
    live,
    workspaceId,
    agent,
    appendEvents,
    services,
    stopped,
    endCredential: (id: string) => ended.emit(CREDENTIAL_ENDED, id),
    newSession,
    share,
    erase,
    at,
    origin: `http://127.0.0.1:${port}`,
    socketUrl: `ws://127.0.0.1:${port}`,
    closeAll: liveServer.closeAll,
    /** Bytes that the server holds for readers who have not taken them. */
    buffered: () => [...sockets].reduce((sum, socket) => sum + socket.writableLength, 0),
    async close() {
      liveServer.closeAll();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
