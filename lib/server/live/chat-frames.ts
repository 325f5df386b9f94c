import { z } from "zod";
import type { Context } from "#lib/application/context.ts";
import { parseInput } from "#lib/application/parse-input.ts";
import { encodeChunk } from "#lib/protocols/ui-stream/encode.ts";
import { draftChunks } from "#lib/protocols/ui-stream/parts.ts";
import { chatRequest } from "#lib/protocols/ui-stream/request.ts";
import { runningTurn, startChat } from "./chat.ts";
import { followTurn, type StreamedTurn, type TurnFollower } from "./follow-turn.ts";
import { createFollowed } from "./followed.ts";
import type { LiveServices } from "./services.ts";

const MAX_REQUESTS = 100;

const shared = { requestId: z.string().min(1).max(100), id: z.string().min(1).max(200) };
const extra = z.object({ agent: z.string().optional(), llmConfigId: z.uuid().optional() }).default({});

/** Frames of the AI SDK's `WebSocketChatTransport`. Headers and metadata are its own affair. */
export const chatFrame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("send"),
    ...shared,
    messages: chatRequest.shape.messages,
    trigger: chatRequest.shape.trigger,
    body: extra,
  }),
  z.object({ type: z.literal("resume"), ...shared, body: extra }),
  z.object({ type: z.literal("abort"), requestId: shared.requestId }),
]);
export type ChatFrame = z.output<typeof chatFrame>;

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
  close(): void;
}

export function createChatRequests({ services, agent, write, full, whenDrained }: Options): ChatRequests {
  const open = createFollowed<TurnFollower>(MAX_REQUESTS);

  const send = (type: "start" | "end" | "no-active", requestId: string): void =>
    write(JSON.stringify({ type, requestId }));

  function stream(requestId: string, turn: StreamedTurn): void {
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
      return follower;
    });
  }

  async function receive(ctx: Context, frame: ChatFrame): Promise<void> {
    if (frame.type === "abort") return open.end(frame.requestId);
    const { requestId, id, body } = frame;
    if (frame.type === "resume") {
      const turn = await runningTurn(services, ctx, id, body.agent ?? agent);
      return turn ? stream(requestId, turn) : send("no-active", requestId);
    }
    const { messages, trigger } = frame;
    const request = { ...body, id, messages, trigger, agent: body.agent ?? agent ?? undefined };
    const begun = await startChat(services, ctx, parseInput(chatRequest, request));
    if (!("draftId" in begun)) return stream(requestId, begun);
    send("start", requestId);
    for (const [sequence, chunk] of draftChunks(begun).entries())
      write(JSON.stringify({ type: "chunk", requestId, sequence, chunk }));
    send("end", requestId);
  }

  return { receive, answering: () => open.size() > 0, close: open.close };
}
