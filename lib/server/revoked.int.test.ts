import { expect, test } from "vitest";
import { WebSocket } from "ws";
import type { MemberView } from "#lib/application/members/schema.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { createUser } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";

/** Far below the minute after which open connections are looked at anyway: only a notice ends them in time. */
const AT_ONCE_MS = 15_000;

type Headers = Record<string, string>;

/** Signs in as a browser does; gives its cookie. */
async function signIn(origin: string, email: string): Promise<Headers> {
  const pairs = (response: Response) => response.headers.getSetCookie().map((one) => one.split(";")[0]);
  const csrf = await fetch(`${origin}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const signedIn = await fetch(`${origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: pairs(csrf).join("; ") },
    body: new URLSearchParams({ csrfToken, email, password: "correct horse" }),
  });
  return { cookie: pairs(signedIn).join("; ") };
}

/** A socket that stands; `closed` is the code with which it ends. */
async function openSocket(origin: string, headers: Headers) {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws/ai-stream`, { headers });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));
  return { name: `socket at ${origin}`, ended: closed };
}

/** The person's own stream of events; `ended` when the server has ended it. */
async function openEvents(origin: string, headers: Headers) {
  const response = await fetch(`${origin}/api/events`, { headers });
  expect(response.status).toBe(200);
  const ended = response.text().then(
    () => "ended",
    () => "broken off",
  );
  return { name: `events at ${origin}`, ended };
}

async function within<Value>(ms: number, what: string, promise: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`${what} is still open.`)), ms));
  return Promise.race([promise, late]);
}

test("whoever is demoted, suspended or removed, or switches, is cut off at once, whichever process holds their lines", {
  timeout: 120_000,
}, async (context) => {
  const cluster = await createCluster(context);
  const [one, two] = await Promise.all([cluster.start(), cluster.start()]);
  const env = { THROUGHLINE_HOME: cluster.home, DATABASE_URL: cluster.databaseUrl };
  const owner = { authorization: `Bearer ${await createUser(env, "Lab", "ada@example.org")}` };
  const key = { authorization: `Bearer ${await createUser(env, "Lab", "bob@example.org")}` };
  const cookie = await signIn(one.origin, "bob@example.org");

  const call = async <Answer>(method: string, path: string, headers: Headers, body?: unknown): Promise<Answer> => {
    const response = await fetch(one.origin + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as Answer;
  };
  const lines = (headers: Headers) =>
    Promise.all([one, two].flatMap(({ origin }) => [openSocket(origin, headers), openEvents(origin, headers)]));
  const allEnd = async (open: Awaited<ReturnType<typeof lines>>) => {
    const ends = await Promise.all(open.map(({ name, ended }) => within<string | number>(AT_ONCE_MS, name, ended)));
    expect(ends).toEqual([1008, "ended", 1008, "ended"]);
  };
  const { items } = await call<{ items: MemberView[] }>("GET", "/api/members?text=bob", owner);
  const bob = `/api/members/${items[0]?.userId}`;
  const mine = await lines(owner);

  let open = [await lines(key), await lines(cookie)];
  await call("PATCH", bob, owner, { role: "viewer" });
  await Promise.all(open.map(allEnd));
  await call("PATCH", bob, owner, { role: "member" });

  // What runs in his name ends too, and what it has written stays.
  const { id: sessionId } = await call<{ id: string }>("POST", "/api/sessions", key, {});
  const conversation = `/api/sessions/${sessionId}/conversations/probe`;
  const { turnId } = await call<{ turnId: string }>("POST", `${conversation}/messages`, key, {
    text: "stream 2000 at 20",
  });
  const answer = async () =>
    (await call<{ items: Message[] }>("GET", conversation, key)).items.find(({ id }) => id === turnId);
  await expect.poll(async () => (await answer())?.status).toBe("streaming");
  open = [await lines(key), await lines(cookie)];
  await call("POST", `${bob}/suspend`, owner, {});
  await Promise.all(open.map(allEnd));
  for (const headers of [key, cookie]) {
    expect((await fetch(`${two.origin}/api/me`, { headers })).status).toBe(401);
    await expect(openSocket(two.origin, headers)).rejects.toThrow("401");
  }
  await call("POST", `${bob}/restore`, owner, {});
  await expect.poll(async () => (await answer())?.status).toBe("stopped");

  // A switch ends the lines of that browser alone.
  const made = await call<{ id: string }>("POST", "/api/workspaces", cookie, { name: "Bob's own" });
  const [ofKey, ofCookie] = [await lines(key), await lines(cookie)];
  await call("POST", `/api/workspaces/${made.id}/switch`, cookie, {});
  await allEnd(ofCookie);
  const elsewhere = await lines(cookie);

  // Removed from one workspace, he keeps what he has open in the other.
  await call("DELETE", bob, owner);
  await allEnd(ofKey);
  expect((await fetch(`${two.origin}/api/me`, { headers: key })).status).toBe(401);
  const still = [...mine, ...elsewhere].map(({ ended }) => ended);
  expect(await Promise.race([...still, Promise.resolve("all open")])).toBe("all open");
});
