import type { LiveEnvironment } from "#components/live/lines.ts";

/** The environment of a real page. `path` is the socket's, with its query. */
export function browserLines(path: string): LiveEnvironment {
  return {
    openSocket(events) {
      const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
      socket.onmessage = (event) => events.onText("message", String(event.data));
      socket.onclose = (event) => events.onClose(event.code);
      return { close: () => socket.close(), send: (text) => socket.readyState === WebSocket.OPEN && socket.send(text) };
    },
    openEvents(path, names, events) {
      const source = new EventSource(path);
      source.onopen = () => events.onOpen?.();
      source.onerror = () => events.onClose(0);
      for (const name of names)
        source.addEventListener(name, (event) => events.onText(name, String((event as MessageEvent).data)));
      return { close: () => source.close() };
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    refused: () => location.reload(),
  };
}
