import type { ServerResponse } from "node:http";
import { encodeChunks, UI_STREAM_END, UI_STREAM_HEADERS } from "#lib/protocols/ui-stream/encode.ts";
import { openEventStream } from "./event-stream.ts";
import { followTurn, type StreamedTurn } from "./follow-turn.ts";
import type { LiveServices } from "./services.ts";

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
    onDrain: () => follower.onDrain(),
    onClose: () => follower.close(),
  });
  const follower = followTurn(services, turn, {
    onChunks: (chunks, ended) =>
      ended ? out.end(encodeChunks(chunks) + UI_STREAM_END) : out.write(encodeChunks(chunks)),
    full: out.full,
  });
}
