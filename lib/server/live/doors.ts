import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { authorize, notFound } from "#lib/application/authorize.ts";
import type { Context } from "#lib/application/context.ts";
import { deriveId } from "#lib/application/derive-id.ts";
import { chatRequest } from "#lib/protocols/ui-stream/request.ts";
import { log } from "#lib/server/log.ts";
import { runningTurn, startChat } from "./chat.ts";
import { EVENT_STREAM_HEADERS, openEventStream, requireResumePoint } from "./event-stream.ts";
import { follow } from "./follow.ts";
import { sendBody } from "./frames.ts";
import { readJson } from "./read-json.ts";
import type { LiveServices } from "./services.ts";
import { encodeEvents } from "./session-events.ts";
import { streamDraft, streamTurn } from "./ui-stream.ts";

/** A request that one of our doors answers, once it is known who asks. */
export interface Visit {
  request: IncomingMessage;
  response: ServerResponse;
  ctx: Context;
  parameters: Record<string, string>;
  query: URLSearchParams;
}

export type Handler = (services: LiveServices, visit: Visit) => Promise<void> | void;

const uuid = z.uuid();
const viewerOf = (ctx: Context) => ({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId });

/** An id from a path: what is no UUID names nothing. */
function idOf(text: string | undefined): string {
  const parsed = uuid.safeParse(text);
  if (!parsed.success) throw notFound("session");
  return parsed.data.toLowerCase();
}

/** `GET /api/sessions/{sessionId}/events`: the session's feed with live text, as server-sent events. */
export const sessionEvents: Handler = async (services, { request, response, ctx, parameters, query }) => {
  authorize(ctx, "sessions:read");
  const sessionId = idOf(parameters.sessionId);
  const after = requireResumePoint(request, query);
  const viewer = viewerOf(ctx);
  const head = await services.ports.sessions.head(viewer, sessionId);
  if (!head) throw notFound("session");

  let paused = false;
  const out = openEventStream({
    response,
    headers: EVENT_STREAM_HEADERS,
    connections: services.connections,
    connection: {
      kind: "events",
      actor: ctx.actor,
      workspaceId: ctx.workspaceId,
      agents: () => [],
      sessions: () => [sessionId],
    },
    onDrain: () => {
      if (!paused) return;
      paused = false;
      follower.resume();
    },
    onClose: () => follower.close(),
  });
  out.write("retry: 1000\n\n");
  const follower = follow(services.ports, {
    viewer,
    sessionId,
    access: head.access,
    after,
    end: head.feedSequence,
    mayBeFarBehind: true,
    onItems: (items) => out.write(encodeEvents(items)),
    full: out.full,
    onFull: () => {
      paused = true;
    },
    drained: out.drained,
    onError: (error) => {
      log.error("A session could not be followed", { sessionId, error });
      out.end();
    },
    onGone: () => out.end(),
  });
};

/** `POST /api/sessions/{sessionId}/conversations/{agent}/messages` with `Accept: text/event-stream`. */
export const sendAndStream: Handler = async (services, { request, response, ctx, parameters }) => {
  const sessionId = idOf(parameters.sessionId);
  const agent = parameters.agent ?? "";
  const body = await readJson(request, sendBody);
  const key = request.headers["idempotency-key"];
  const id = body.id ?? (key ? await deriveId(sessionId, `message:${ctx.actor.userId}:${key}`) : undefined);
  const sent = await services.sendMessage({ ctx, input: { ...body, id, sessionId, agent } });
  if ("draftId" in sent) {
    response.writeHead(202, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(sent));
    return;
  }
  streamTurn(services, response, {
    ctx,
    sessionId,
    agent: services.findAgent(agent) ?? agent,
    turnId: sent.turnId,
    isNew: true,
    after: sent.feedSequence,
  });
};

/** `POST /api/chat`: a `useChat` client's message; its chat is a session, made by its first message. */
export const chat: Handler = async (services, { request, response, ctx }) => {
  const begun = await startChat(services, ctx, await readJson(request, chatRequest));
  if ("draftId" in begun) streamDraft(response, begun);
  else streamTurn(services, response, begun);
};

/** `GET /api/chat/{sessionId}/stream`: the running message from its beginning; 204 when nothing runs. */
export const resumeChat: Handler = async (services, { response, ctx, parameters, query }) => {
  const turn = await runningTurn(services, ctx, parameters.sessionId ?? "", query.get("agent"));
  if (turn) streamTurn(services, response, turn);
  else response.writeHead(204).end();
};

/** `GET /api/connections/stats`: who is connected to this process, in the caller's workspace. */
export const connectionStats: Handler = async ({ connections, ports }, { response, ctx }) => {
  authorize(ctx, "workspace:read");
  const agentsIn = await ports.sessions.agentsIn(connections.followed(ctx.workspaceId));
  const body = JSON.stringify(connections.statistics(ctx.workspaceId, agentsIn));
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" }).end(body);
};
