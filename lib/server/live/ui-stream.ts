import type { ServerResponse } from "node:http";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import { encodeChunks, UI_STREAM_END, UI_STREAM_HEADERS } from "#lib/protocols/ui-stream/encode.ts";
import { errorText } from "#lib/protocols/ui-stream/errors.ts";
import { createTurnStream } from "#lib/protocols/ui-stream/turn-stream.ts";
import { log } from "#lib/server/log.ts";
import { openEventStream } from "./event-stream.ts";
import { follow } from "./follow.ts";
import type { LiveServices } from "./services.ts";

interface StreamedTurn {
  workspaceId: string;
  sessionId: string;
  agent: string;
  turnId: string;
  conversationId?: string;
  /** The feed's sequence from which the turn's items are still to come. */
  after: number;
  /** What a running message held at that sequence. */
  parts?: readonly MessagePart[];
}

/** Answers with one turn as the AI SDK's UI message stream. The turn goes on when its reader leaves. */
export function streamTurn(services: LiveServices, response: ServerResponse, turn: StreamedTurn): void {
  const { sessionId, after, workspaceId, agent } = turn;
  const stream = createTurnStream(turn);
  const out = openEventStream({
    response,
    headers: UI_STREAM_HEADERS,
    connections: services.connections,
    connection: { kind: "uiStream", workspaceId, agents: () => [agent] },
    onDrain: () => paused && resume(),
    onClose: () => follower.close(),
  });
  let paused = false;
  const resume = (): void => {
    paused = false;
    follower.resume();
  };

  out.write(encodeChunks(stream.start(turn.parts)));
  const follower = follow(services.ports, {
    sessionId,
    after,
    mayBeFarBehind: false,
    onItems(items) {
      let text = "";
      for (const item of items) text += encodeChunks(stream.push(item));
      if (stream.ended) out.end(text + UI_STREAM_END);
      else if (text !== "") out.write(text);
    },
    full: out.full,
    onFull: () => {
      paused = true;
    },
    drained: out.drained,
    onError(error) {
      log.error("A turn could not be followed", { sessionId, turnId: turn.turnId, error });
      const chunk = { type: "error", errorText: errorText({ code: "unavailable", message: "" }) } as const;
      out.end(encodeChunks([chunk]) + UI_STREAM_END);
    },
  });
}
