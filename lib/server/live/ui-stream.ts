import type { ServerResponse } from "node:http";
import type { SubmittedDraft } from "#lib/application/sessions/submit-draft.ts";
import { encodeChunks, UI_STREAM_END, UI_STREAM_HEADERS } from "#lib/protocols/ui-stream/encode.ts";
import { draftChunks } from "#lib/protocols/ui-stream/parts.ts";
import { openEventStream } from "./event-stream.ts";
import { followTurn, type StreamedTurn } from "./follow-turn.ts";
import type { LiveServices } from "./services.ts";

/** Answers that a message waits for its approval: nothing is streamed. */
export function streamDraft(response: ServerResponse, draft: SubmittedDraft): void {
  response.writeHead(200, UI_STREAM_HEADERS).end(encodeChunks(draftChunks(draft)) + UI_STREAM_END);
}

const BROKEN_OFF = {
  restart: "The server restarts. The answer goes on: open this conversation again.",
  credential: "Your sign-in has ended. Sign in again to read on.",
} as const;

/** Answers with one turn as the AI SDK's UI message stream. */
export function streamTurn(services: LiveServices, response: ServerResponse, turn: StreamedTurn): void {
  const out = openEventStream({
    response,
    headers: UI_STREAM_HEADERS,
    connections: services.connections,
    connection: {
      kind: "uiStream",
      actor: turn.ctx.actor,
      workspaceId: turn.ctx.workspaceId,
      agents: () => [turn.agent],
    },
    // An end without a word would pass for the whole answer.
    farewell: (why) => encodeChunks([{ type: "error", errorText: BROKEN_OFF[why] }]) + UI_STREAM_END,
    onDrain: () => follower.onDrain(),
    onClose: () => follower.close(),
  });
  const follower = followTurn(services, turn, {
    onChunks: (chunks, ended) =>
      ended ? out.end(encodeChunks(chunks) + UI_STREAM_END) : out.write(encodeChunks(chunks)),
    full: out.full,
  });
}
