// Thousands of clients in one process: sockets and event streams that only listen.
import { request } from "node:http";
import WebSocket from "ws";

/** A browser's cookie after a sign-in with a password. */
export async function signIn(origin, email, password) {
  const pairs = (response) =>
    response.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  const csrf = await fetch(`${origin}/api/auth/csrf`);
  const { csrfToken } = await csrf.json();
  const answer = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: pairs(csrf) },
    body: new URLSearchParams({ csrfToken, email, password }),
  });
  const cookie = pairs(answer);
  if (!cookie.includes("session-token")) throw new Error(`${email} cannot sign in: ${answer.status}`);
  return cookie;
}

/** A socket that follows a session. Resolves when the session is caught up with. `onEntry` gets each later entry. */
export function openSocket(origin, cookie, sessionId, onEntry = () => {}) {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/ai-stream?agentSlug=guide&sessionId=${sessionId}`, {
    headers: { cookie, origin },
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code, reason) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on("message", (data) => {
      const text = String(data);
      if (text.startsWith('{"type":"subscribed"')) resolve({ close: () => socket.terminate() });
      else if (text.startsWith('{"type":"entry"')) onEntry(text);
    });
  });
}

/** The same over server-sent events. Resolves with the first bytes. */
export function openEvents(origin, cookie, sessionId, onEntry = () => {}) {
  return new Promise((resolve, reject) => {
    const path = `${origin}/api/sessions/${sessionId}/events`;
    const call = request(path, { agent: false, headers: { cookie } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${path}: ${response.statusCode}`));
      response.on("error", () => {});
      response.setEncoding("utf8").on("data", (text) => {
        resolve({ close: () => call.destroy() });
        if (text.includes("id: ")) onEntry(text);
      });
    });
    call.on("error", reject).end();
  });
}

/** `count` pieces of work, so many at a time. */
export async function inTurns(count, atOnce, work) {
  const results = [];
  let next = 0;
  const one = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return results;
}
