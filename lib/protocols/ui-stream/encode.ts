import type { UIMessageChunk } from "ai";

/** Headers of the AI SDK's UI message stream over server-sent events. */
export const UI_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-vercel-ai-ui-message-stream": "v1",
} as const;

export const UI_STREAM_END = "data: [DONE]\n\n";

/** A chunk as JSON. Text deltas are nearly all of the traffic: theirs is built by hand. */
export function encodeChunk(chunk: UIMessageChunk): string {
  return chunk.type === "text-delta"
    ? `{"type":"text-delta","id":"${chunk.id}","delta":${JSON.stringify(chunk.delta)}}`
    : JSON.stringify(chunk);
}

/** Chunks as server-sent events. */
export function encodeChunks(chunks: readonly UIMessageChunk[]): string {
  let lines = "";
  for (const chunk of chunks) lines += `data: ${encodeChunk(chunk)}\n\n`;
  return lines;
}
