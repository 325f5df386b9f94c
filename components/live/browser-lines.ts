import type { LiveEnvironment } from "#components/live/lines.ts";

const PATIENCE_MS = 3_000;
const POLICY_VIOLATION = 1008;
/** How long a page may need to leave; a download only looks like leaving. */
const LEAVES_WITHIN_MS = 10_000;

/** A browser does not tell why a socket could not be opened: whoever is signed out is told so like on an open one. */
async function codeOfRefusal(code: number): Promise<number> {
  const answer = await fetch("/api/me", { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
  return answer?.status === 401 ? POLICY_VIOLATION : code;
}

/** The environment of a real page. `path` is the socket's, with its query. */
export function browserLines(path: string, workspaceId?: string): LiveEnvironment {
  let leftAt = Number.NEGATIVE_INFINITY;
  window.addEventListener("beforeunload", () => {
    leftAt = performance.now();
  });
  /** Not while somebody is on the way to another page: that would bring them back to this one. */
  function loadAnew(): void {
    const leaving = leftAt + LEAVES_WITHIN_MS - performance.now();
    if (leaving > 0) setTimeout(loadAnew, leaving);
    else location.reload();
  }
  return {
    workspaceId,
    openSocket(events) {
      const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
      socket.onmessage = (event) => events.onText("message", String(event.data));
      let opened = false;
      socket.onopen = () => {
        opened = true;
      };
      socket.onclose = ({ code }) => (opened ? events.onClose(code) : void codeOfRefusal(code).then(events.onClose));
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
    refused: loadAnew,
  };
}
