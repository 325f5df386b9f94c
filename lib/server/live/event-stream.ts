import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "#lib/domain/errors.ts";
import type { Connection, Connections } from "./connections.ts";
import { drained } from "./drained.ts";

/** What one slow reader may hold in memory. */
export const MAX_BUFFERED = 1024 * 1024;

/** Heartbeats through which a reader may take nothing before it counts as dead: two minutes. */
const PATIENT_BEATS = 8;

const BEAT = ": \n\n";
/**
 * The heartbeat's comment, framed as a chunk of HTTP. It goes past the response, which makes 2 kB of garbage of every write:
 * with thousands who only listen the heap would never come to rest.
 */
const BEAT_CHUNK = Buffer.from(`${BEAT.length.toString(16)}\r\n${BEAT}\r\n`);

export const EVENT_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** An open answer of server-sent events. */
export interface EventStream {
  write(text: string): void;
  end(text?: string): void;
  full(): boolean;
  drained(): Promise<void>;
}

interface Options {
  response: ServerResponse;
  headers: Record<string, string>;
  connections: Connections;
  connection: Pick<Connection, "kind" | "actor" | "workspaceId" | "agents" | "sessions">;
  /** The last words to a client of an answer that is broken off. */
  farewell?(why: Parameters<Connection["end"]>[0]): string;
  /** What has been written is out. */
  onDrain(): void;
  /** The client has gone, or the answer has ended. Called once. */
  onClose(): void;
}

/** Begins an answer of server-sent events: heartbeat comments, bounded memory, ended with its client. */
export function openEventStream({
  response,
  headers,
  connections,
  connection,
  farewell,
  onDrain,
  onClose,
}: Options): EventStream {
  response.writeHead(200, headers);
  let stuck = 0;
  let begun = false;
  const place = connections.add({
    ...connection,
    answering: () => connection.kind === "uiStream",
    beat() {
      if (response.writableNeedDrain) {
        if (++stuck > PATIENT_BEATS) response.destroy();
      } else if (begun && !response.writableEnded) {
        if (response.chunkedEncoding) response.socket?.write(BEAT_CHUNK);
        else response.write(BEAT);
      }
    },
    end: (why) => response.end(farewell?.(why)),
  });
  const closed = (): void => {
    place.remove();
    onClose();
  };
  response.on("drain", () => {
    stuck = 0;
    onDrain();
  });
  // Whoever left while the answer was being prepared has had its `close` already.
  if (response.destroyed) process.nextTick(closed);
  else response.once("close", closed);
  // A client that breaks off is no fault of ours: `close` follows.
  response.on("error", () => {});
  return {
    write(text) {
      begun = true;
      response.write(text);
    },
    end: (text) => void (text ? response.end(text) : response.end()),
    full: () => response.writableLength > MAX_BUFFERED,
    drained: () => drained(response),
  };
}

/**
 * The `Last-Event-ID` of a client that reconnects, else `?after=`, else 0.
 *
 * @throws `validation_failed` when it is no number of an event.
 */
export function requireResumePoint(request: IncomingMessage, query: URLSearchParams): number {
  const given = request.headers["last-event-id"] || query.get("after") || "0";
  if (!/^\d{1,15}$/.test(String(given)))
    throw new DomainError("validation_failed", "Last-Event-ID and after are numbers of events.");
  return Number(given);
}
