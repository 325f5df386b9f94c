import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { authorize, notFound } from "#lib/application/authorize.ts";
import type { Context } from "#lib/application/context.ts";
import { limitCall } from "#lib/application/limits/take-limits.ts";
import type { SessionHead } from "#lib/application/ports/reads.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Access } from "#lib/domain/session/access.ts";
import type { Identity } from "#lib/server/authenticate.ts";
import { parseJsonObject } from "#lib/server/doors/read-body.ts";
import { log } from "#lib/server/log.ts";
import { createAllowance, FRAMES } from "./allowance.ts";
import { createChatRequests } from "./chat-frames.ts";
import { drained } from "./drained.ts";
import { MAX_BUFFERED } from "./event-stream.ts";
import { follow } from "./follow.ts";
import { createFollowed } from "./followed.ts";
import { type ClientFrame, countsAsCall, itemFrame, parseFrame, type ServerFrame } from "./frames.ts";
import { type About, aboutOf, refusal } from "./refusal.ts";
import type { LiveServices } from "./services.ts";
import type { UserChannels } from "./user-channel.ts";

const MAX_SUBSCRIPTIONS = 200;
/** Frames that wait to be handled before the socket is no longer read. */
const MAX_WAITING = 64;

interface Options {
  socket: WebSocket;
  /** The stream below the socket: what one tick sends leaves in one write. */
  stream: Duplex;
  services: LiveServices;
  users: UserChannels;
  identity: Identity;
  agent: string | null;
  /** The session to be followed from the start, as the person may see it. */
  session: Pick<SessionHead, "id" | "access" | "feedSequence"> | null;
  after: number;
  /** The client is the AI SDK's chat transport, which takes no frames but its own. */
  plainChat: boolean;
}

/** One client's socket: all sessions of its tab and its person's own channel. */
export function openSocketConnection(options: Options): void {
  const { socket, stream, services, users, identity } = options;
  const followed = createFollowed(MAX_SUBSCRIPTIONS);
  const viewer = { workspaceId: identity.workspaceId, userId: identity.actor.userId };
  const agents = new Set(options.agent ? [options.agent] : []);
  let ownSession = options.session?.id;
  const chats = createChatRequests({
    services,
    agent: options.agent,
    write,
    full,
    whenDrained: (callback) => void drained(stream).then(callback),
  });
  const allowance = createAllowance(FRAMES);
  let alive = true;
  let corked = false;
  let waiting = 0;
  let missed = false;
  let work: Promise<void> = Promise.resolve();

  function full(): boolean {
    return socket.bufferedAmount > MAX_BUFFERED;
  }
  function write(bytes: Buffer | string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    socket.send(bytes, { binary: false });
  }
  const send = (frame: ServerFrame): void => write(JSON.stringify(frame));
  /** In whose name something is done: nothing more once the socket closes or its credential has ended. */
  const context = (): Context => {
    if (socket.readyState !== WebSocket.OPEN) throw new DomainError("unauthenticated", "The connection has ended.");
    return services.contextOf(identity, randomUUID(), "GET /ws/ai-stream");
  };

  /** From now on; whoever subscribes again begins again from the sequence that is then named. */
  function subscribe(sessionId: string, after: number, access: Access, end?: number): void {
    followed.begin(sessionId, () =>
      follow(services.ports, {
        viewer,
        sessionId,
        access,
        after,
        end,
        mayBeFarBehind: true,
        onItems: (items) => {
          for (const item of items) write(itemFrame(sessionId, item));
        },
        onLive: (sequence) => send({ type: "subscribed", sessionId, sequence }),
        full,
        onFull: () => {
          followed.end(sessionId);
          send({ type: "resync", sessionId });
        },
        drained: () => drained(stream),
        onError: (error) => {
          followed.end(sessionId);
          log.error("A session could not be followed", { sessionId, error });
          send({ type: "resync", sessionId });
        },
        onGone: () => {
          followed.end(sessionId);
          send(refusal(notFound("session"), { sessionId }));
        },
        onAhead: () => send({ type: "reload", sessionId }),
        onAccess: () => send({ type: "reload", sessionId }),
      }),
    );
  }

  /** What a slow reader misses of its person's sessions is one word: read the list anew. */
  function tellOfSessions(frame: Buffer): void {
    if (!full()) write(frame);
    else if (!missed) {
      missed = true;
      void drained(stream).then(() => {
        missed = false;
        send({ type: "workspace", fact: { kind: "sessions" } });
      });
    }
  }

  async function handle(frame: ClientFrame): Promise<void> {
    const ctx = context();
    if (countsAsCall(frame)) await limitCall(ctx);
    switch (frame.type) {
      case "ping":
        return send({ type: "pong" });
      case "unsubscribe":
        return followed.end(frame.sessionId);
      case "subscribe": {
        authorize(ctx, "sessions:read");
        const head = await services.ports.sessions.head(viewer, frame.sessionId);
        if (!head) throw notFound("session");
        return subscribe(frame.sessionId, frame.after, head.access, head.feedSequence);
      }
      case "stop":
        await services.stopTurn({ ctx, input: { sessionId: frame.sessionId, turnId: frame.turnId } });
        return;
      case "respond": {
        const { type: _type, agent = options.agent ?? "guide", ...rest } = frame;
        const answered = await services.respond({ ctx, input: { agent, ...rest } });
        return send({ type: "responded", clientActionId: rest.clientActionId, ...answered });
      }
      case "send":
      case "resume":
      case "abort":
        return chats.receive(ctx, frame);
      case "message": {
        const { type: _type, sessionId = await ownSessionId(), agent = options.agent ?? "guide", ...rest } = frame;
        const sent = await services.sendMessage({ ctx: context(), input: { sessionId, agent, ...rest } });
        agents.add(services.findAgent(agent) ?? agent);
        return send({ type: "accepted", id: frame.id ?? null, ...sent });
      }
    }
  }

  /** The session of this connection; the first message of one without makes it. */
  async function ownSessionId(): Promise<string> {
    if (ownSession) return ownSession;
    const { id } = await services.createSession({ ctx: context(), input: {} });
    ownSession = id;
    subscribe(id, 0, { kind: "owner" });
    return id;
  }

  async function receive(bytes: Buffer): Promise<void> {
    let about: About = {};
    try {
      const frame = parseJsonObject(bytes);
      about = aboutOf(frame);
      await handle(parseFrame(frame));
    } catch (error) {
      send(refusal(error, about));
    }
  }

  /** Ends the connection from our side: the client hears why, and nothing else. */
  function hangUp(code: number, reason: string): void {
    socket.close(code, reason);
    leave();
  }
  function leave(): void {
    own?.close();
    chats.close();
    followed.close();
  }

  socket.on("message", (data, isBinary) => {
    alive = true;
    if (isBinary) return hangUp(1003, "Send text frames.");
    if (!allowance.take()) return hangUp(1008, `Send at most ${FRAMES.perSecond} frames a second.`);
    if (++waiting >= MAX_WAITING) socket.pause();
    work = work.then(async () => {
      // Whoever does not read is not read either, so that answers cannot pile up.
      if (full()) await drained(stream);
      await receive(data as Buffer);
      if (--waiting < MAX_WAITING / 2 && socket.isPaused) socket.resume();
    });
  });
  socket.on("pong", () => {
    alive = true;
  });
  // The peer broke the protocol or went away; `close` follows.
  socket.on("error", () => {});

  let beats = 0;
  const place = services.connections.add({
    kind: "websocket",
    actor: identity.actor,
    workspaceId: identity.workspaceId,
    agents: () => [...agents, ...chats.agents()],
    sessions: followed.names,
    answering: chats.answering,
    beat() {
      if (++beats % 2 === 0) return;
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    },
    end: (why) =>
      why === "restart" ? hangUp(1001, "The server restarts; come back.") : hangUp(1008, "Your sign-in has ended."),
  });
  const own = options.plainChat ? null : users.join(viewer, tellOfSessions);
  socket.once("close", () => {
    place.remove();
    leave();
  });

  const { workspaceId } = identity;
  if (!options.plainChat) send({ type: "ready", connectionId: randomUUID(), workspaceId });
  if (options.session && !options.plainChat)
    subscribe(options.session.id, options.after, options.session.access, options.session.feedSequence);
}
