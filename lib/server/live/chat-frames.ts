import { z } from "zod";
import type { Context } from "#lib/application/context.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { encodeChunk } from "#lib/protocols/ui-stream/encode.ts";
import { draftChunks } from "#lib/protocols/ui-stream/parts.ts";
import { chatRequest } from "#lib/protocols/ui-stream/request.ts";
import { runningTurn, startChat } from "./chat.ts";
import { followTurn, type StreamedTurn, type TurnFollower, turnEnded } from "./follow-turn.ts";
import { createFollowed } from "./followed.ts";
import type { LiveServices } from "./services.ts";

const MAX_REQUESTS = 100;
/** How long the next message of a chat waits for the end of an answer that was stopped. */
const STOPPED_WITHIN_MS = 5_000;

const shared = { requestId: z.string().min(1).max(100), id: z.string().min(1).max(200) };
const extra = z
  .object({
    agent: z.string().optional(),
    llmConfigId: z.uuid().optional(),
    /** An `abort` of this request stops its answer; else it only ends the reading. */
    stopOnAbort: z.boolean().default(false),
  })
  .default({ stopOnAbort: false });

/** Frames of the AI SDK's `WebSocketChatTransport`. Headers and metadata are its own affair. */
export const chatFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("send"),
    ...shared,
    messages: chatRequest.shape.messages,
    trigger: chatRequest.shape.trigger,
    messageId: chatRequest.shape.messageId,
    body: extra,
  }),
  z.object({ type: z.literal("resume"), ...shared, body: extra }),
  z.object({ type: z.literal("abort"), requestId: shared.requestId }),
]);
export type ChatFrame = z.output<typeof chatFrame>;
type ChatRequestFrame = Exclude<ChatFrame, { type: "abort" }>;

interface Options {
  services: LiveServices;
  agent: string | null;
  write(text: string): void;
  full(): boolean;
  /** Calls back once when what was written is out. */
  whenDrained(callback: () => void): void;
}

/** The AI SDK's chat transport over one socket: each request is a turn as UI message chunks, numbered from 0. */
export interface ChatRequests {
  /** What it throws is the answer to this request; the others go on. */
  receive(ctx: Context, frame: ChatFrame): Promise<void>;
  /** An answer is under way. */
  answering(): boolean;
  /** Slugs of the agents whose answers are under way. */
  agents(): string[];
  close(): void;
}

interface OpenRequest extends TurnFollower {
  chatId: string;
  turn: StreamedTurn;
  stopOnAbort: boolean;
}

export function createChatRequests({ services, agent, write, full, whenDrained }: Options): ChatRequests {
  const open = createFollowed<OpenRequest>(MAX_REQUESTS);
  let stopped: OpenRequest | null = null;

  const send = (type: "start" | "end" | "no-active", requestId: string): void =>
    write(JSON.stringify({ type, requestId }));

  function stream({ requestId, id: chatId, body }: ChatRequestFrame, turn: StreamedTurn): void {
    const id = JSON.stringify(requestId);
    let sequence = 0;
    open.begin(requestId, () => {
      send("start", requestId);
      const follower = followTurn(services, turn, {
        onChunks(chunks, ended) {
          for (const chunk of chunks)
            write(`{"type":"chunk","requestId":${id},"sequence":${sequence++},"chunk":${encodeChunk(chunk)}}`);
          if (!ended) return;
          open.end(requestId);
          send("end", requestId);
        },
        full() {
          if (!full()) return false;
          whenDrained(() => follower.onDrain());
          return true;
        },
      });
      return { ...follower, chatId, turn, stopOnAbort: body.stopOnAbort };
    });
  }

  /** The SDK also aborts when a component is taken from the page, so only those are stopped who have asked for it. */
  async function abort(ctx: Context, requestId: string): Promise<void> {
    const request = open.get(requestId);
    open.end(requestId);
    if (!request?.stopOnAbort) return;
    const { sessionId, turnId } = request.turn;
    await services.stopTurn({ ctx, input: { sessionId, turnId } }).catch((error) => {
      if (errorCode(error) !== "turn_not_active") throw error;
    });
    stopped = request;
  }

  /** Whoever stops an answer and writes on at once is not refused because it is about to end. */
  async function untilStopped(chatId: string): Promise<void> {
    if (stopped?.chatId !== chatId) return;
    const { turn } = stopped;
    stopped = null;
    await turnEnded(services, turn, STOPPED_WITHIN_MS);
  }

  async function receive(ctx: Context, frame: ChatFrame): Promise<void> {
    if (frame.type === "abort") return abort(ctx, frame.requestId);
    const { requestId, id, body } = frame;
    if (frame.type === "resume") {
      const turn = await runningTurn(services, ctx, id, body.agent ?? agent);
      return turn ? stream(frame, turn) : send("no-active", requestId);
    }
    const { messages, trigger, messageId } = frame;
    const { stopOnAbort: _, ...asked } = body;
    const request = { ...asked, id, messages, trigger, messageId, agent: body.agent ?? agent ?? undefined };
    await untilStopped(id);
    const begun = await startChat(services, ctx, parseInput(chatRequest, request));
    if (!("draftId" in begun)) return stream(frame, begun);
    send("start", requestId);
    for (const [sequence, chunk] of draftChunks(begun).entries())
      write(JSON.stringify({ type: "chunk", requestId, sequence, chunk }));
    send("end", requestId);
  }

  return {
    receive,
    answering: () => open.size() > 0,
    agents: () => open.names().flatMap((name) => open.get(name)?.turn.agent ?? []),
    close: open.close,
  };
}
