import { WebSocket } from "ws";
import type { Line, LiveEnvironment } from "#components/live/lines.ts";
import { eventsOf } from "#lib/testing/api-client.ts";

/** The network of one tab, which can be cut, and read slowly. */
export interface Network {
  environment: LiveEnvironment;
  /** Every line breaks, and none can be had until it is online again. */
  cut(): void;
  restore(): void;
  /** Stops reading what arrives, as a laptop does whose lid is closed; `read` goes on. */
  stall(): void;
  read(): void;
}

interface Options {
  /** Where the next line goes; asked for each line anew. */
  door(): string;
  apiKey: string;
}

/** What `browserLines` is to a page, for Node: the same environment of the same live client. */
export function createNetwork({ door, apiKey }: Options): Network {
  const headers = { authorization: `Bearer ${apiKey}` };
  const sockets = new Set<WebSocket>();
  const streams = new Set<AbortController>();
  let online = true;
  let reading = true;

  return {
    environment: {
      openSocket(events) {
        const socket = new WebSocket(`${door().replace("http", "ws")}/ws/ai-stream`, { headers });
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("open", () => reading || socket.pause());
        socket.on("message", (data) => events.onText("message", String(data)));
        socket.on("close", (code) => {
          sockets.delete(socket);
          events.onClose(code);
        });
        if (!online) setImmediate(() => socket.terminate());
        const send = (text: string) => socket.readyState === WebSocket.OPEN && socket.send(text);
        return { close: () => socket.close(), send: (text) => void send(text) };
      },
      openEvents(path, _names, events): Line {
        const leaving = new AbortController();
        streams.add(leaving);
        const read = async (): Promise<void> => {
          if (!online) throw new Error("offline");
          const { ok, body } = await fetch(door() + path, { headers, signal: leaving.signal });
          if (!ok || !body) throw new Error("refused");
          events.onOpen?.();
          for await (const { name, data } of eventsOf(body)) events.onText(name, data);
        };
        const ended = (): void => {
          streams.delete(leaving);
          events.onClose(0);
        };
        read().then(ended, ended);
        return { close: () => leaving.abort() };
      },
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      refused: () => {},
    },
    cut() {
      online = false;
      for (const socket of sockets) socket.terminate();
      for (const stream of streams) stream.abort();
    },
    restore() {
      online = true;
    },
    stall() {
      reading = false;
      for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.pause();
    },
    read() {
      reading = true;
      for (const socket of sockets) socket.resume();
    },
  };
}
