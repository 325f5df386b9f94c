import type { UIMessageChunk } from "ai";
import type { Context } from "#lib/application/context.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import { errorText } from "#lib/protocols/ui-stream/errors.ts";
import { createTurnStream } from "#lib/protocols/ui-stream/turn-stream.ts";
import { log } from "#lib/server/log.ts";
import { follow } from "./follow.ts";
import type { LiveServices } from "./services.ts";

const GONE = "This conversation is not yours to see any more.";

/** A turn whose items are still to come, in whole or in part. */
export interface StreamedTurn {
  /** In whose name it is read. */
  ctx: Pick<Context, "actor" | "workspaceId">;
  sessionId: string;
  agent: string;
  turnId: string;
  conversationId?: string;
  /** The feed's sequence from which the turn's items are still to come. */
  after: number;
  /** It cannot have begun before that sequence. */
  isNew?: boolean;
  /** What a running message held at that sequence. */
  parts?: readonly MessagePart[];
}

interface ChunkSink {
  /** `ended`: these are the last ones. */
  onChunks(chunks: UIMessageChunk[], ended: boolean): void;
  full(): boolean;
}

export interface TurnFollower {
  /** What was written has gone out: a reader who was too slow gets the rest. */
  onDrain(): void;
  close(): void;
}

/** Follows one turn as UI message chunks, at its reader's pace. The turn goes on when its reader leaves. */
export function followTurn(services: LiveServices, turn: StreamedTurn, sink: ChunkSink): TurnFollower {
  const { sessionId, turnId, after } = turn;
  const stream = createTurnStream(turn);
  let paused = false;
  sink.onChunks(stream.start(turn.parts), false);
  const follower = follow(services.ports, {
    viewer: { workspaceId: turn.ctx.workspaceId, userId: turn.ctx.actor.userId },
    sessionId,
    access: "turn",
    ...(turn.isNew && { newTurnId: turnId }),
    after,
    mayBeFarBehind: false,
    onItems(items) {
      if (stream.ended) return;
      const chunks = items.flatMap((item) => stream.push(item));
      if (chunks.length > 0) sink.onChunks(chunks, stream.ended);
    },
    full: sink.full,
    onFull: () => {
      paused = true;
    },
    drained: () => Promise.resolve(),
    onError(error) {
      log.error("A turn could not be followed", { sessionId, turnId, error });
      sink.onChunks([{ type: "error", errorText: errorText({ code: "unavailable", message: "" }) }], true);
    },
    onGone: () => sink.onChunks([{ type: "error", errorText: errorText({ code: "not_found", message: GONE }) }], true),
  });
  return {
    onDrain() {
      if (!paused) return;
      paused = false;
      follower.resume();
    },
    close: follower.close,
  };
}

/** Resolves once the turn has ended, cannot be followed, or has taken this long to end. */
export async function turnEnded(services: LiveServices, turn: StreamedTurn, withinMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  const follower = followTurn(services, turn, { onChunks: (_chunks, ended) => ended && resolve(), full: () => false });
  await promise;
  clearTimeout(timer);
  follower.close();
}
