import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SentMessage } from "#lib/application/sessions/send-message.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";

let server: TestServer;
let cookie: string;
let sessionId: string;

beforeAll(async () => {
  server = await startServer({ env: { THROUGHLINE_TEST_AGENT: "1" } });
  const owner = { email: "ada@example.com", password: "correct horse" };
  await api("POST", "/api/setup", { ...owner, name: "Ada", workspaceName: "Lab" });
  const csrf = await fetch(`${server.origin}/api/auth/csrf`);
  const { csrfToken } = await csrf.json();
  const signedIn = await fetch(`${server.origin}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: pairs(csrf) },
    body: new URLSearchParams({ csrfToken, ...owner }),
  });
  cookie = pairs(signedIn);
}, 240_000);
afterAll(() => server.stop());
beforeEach(async () => {
  sessionId = (await api<{ id: string }>("POST", "/api/sessions", {})).body.id;
});

const pairs = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");

async function api<Body = { code: string }>(method: string, path: string, body?: unknown) {
  const response = await fetch(server.origin + path, {
    method,
    headers: { "content-type": "application/json", ...(cookie && { cookie }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const conversation = (agent = "probe") => `/api/sessions/${sessionId}/conversations/${agent}`;
const send = (body: object, agent?: string) =>
  api<SentMessage & { code: string }>("POST", `${conversation(agent)}/messages`, body);
const stop = (turnId: string) => api("POST", `/api/sessions/${sessionId}/turns/${turnId}/stop`);
type Item = { id: string; role: string; status: string; text: string; parentId: string | null; createdAt: string };
const read = async (agent?: string) => (await api<{ items: Item[] }>("GET", conversation(agent))).body.items;
const settled = (turnId: string, agent?: string) =>
  expect
    .poll(async () => (await read(agent)).find((item) => item.id === turnId)?.status, { timeout: 60_000 })
    .not.toBe("streaming");

describe("a message", () => {
  test("is accepted with the ids of both messages, and answered", async () => {
    const { status, body } = await send({ text: "stream 3" });
    expect(status).toBe(202);
    await settled(body.turnId);
    expect(await read()).toMatchObject([
      { id: body.messageId, role: "user", text: "stream 3" },
      { id: body.turnId, role: "assistant", status: "complete", text: expect.stringContaining("0000 0001 0002") },
    ]);
  });

  test("begins with its acceptance, and whoever follows from there hears so", async () => {
    const { body } = await send({ text: "stream 3" });
    await settled(body.turnId);
    const answer = (await read()).find(({ id }) => id === body.turnId);
    const events = await fetch(`${server.origin}/api/sessions/${sessionId}/events?after=${body.feedSequence}`, {
      headers: { cookie },
    });
    let told = "";
    for await (const text of events.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += text;
      if (told.includes("turn.completed")) break;
    }
    // The time at which it was accepted: a claim by itself comes later.
    const started = { type: "turn.started", epoch: 1, at: answer?.createdAt };
    expect(JSON.parse(told.match(/^data: (.*)$/m)?.[1] ?? "{}")).toMatchObject(started);
  });

  test("with the same id again, at once or later, is the same message", async () => {
    const message = { id: crypto.randomUUID(), text: "stream 20 at 100" };
    const sent = await Promise.all(Array.from({ length: 5 }, () => send(message)));
    sent.push(await send(message));
    for (const one of sent) expect(one).toEqual({ ...sent[0], status: 202 });
    await settled(sent[0]?.body.turnId ?? "");
    expect(await send(message)).toEqual(sent[0]);
    expect(await read()).toHaveLength(2);
  });

  test("waits for the answer before it: two tabs sending at once get one turn and a clear 409", async () => {
    const sent = await Promise.all([send({ text: "stream 2000 at 100" }), send({ text: "stream 2000 at 100" })]);
    const [accepted, refused] = sent.sort((a, b) => a.status - b.status);
    expect([accepted?.status, refused?.status, refused?.body.code]).toEqual([202, 409, "turn_in_progress"]);
    expect(await api("POST", `/api/sessions/${sessionId}/complete`)).toMatchObject({
      status: 409,
      body: { code: "turn_in_progress" },
    });
    await stop(accepted?.body.turnId ?? "");
    await settled(accepted?.body.turnId ?? "");
  });

  test("goes to the agent of its path, by slug, old key or UUID", async () => {
    const first = await send({ text: "Hello" }, "guide_agent");
    await settled(first.body.turnId, "guide");
    const { body: agent } = await api<{ id: string }>("GET", "/api/agents/guide");
    const second = await send({ text: "Hello again" }, agent.id);
    await settled(second.body.turnId, "guide");
    expect(await read("guide")).toHaveLength(4);
  });

  test("that is empty, wrong or names a file of elsewhere is refused", async () => {
    const foreign = { parts: [{ type: "file", fileId: crypto.randomUUID() }] };
    expect(await send({})).toMatchObject({ status: 422, body: { code: "validation_failed" } });
    expect(await send({ text: "  " })).toMatchObject({ status: 422 });
    expect(await send({ parts: [{ type: "image" }] })).toMatchObject({ status: 422 });
    expect(await send({ text: "x", turnId: crypto.randomUUID() })).toMatchObject({ status: 422 });
    expect(await send({ text: "x".repeat(200_001) })).toMatchObject({ status: 422 });
    expect(await send(foreign)).toMatchObject({ status: 404 });
    expect(await send({ text: "x" }, "nobody")).toMatchObject({ status: 404 });
    expect(await api("GET", conversation())).toMatchObject({ status: 404 });
  });

  test("that asks for a model of elsewhere is refused and writes nothing", async () => {
    const refused = await send({ text: "stream 1", llmConfigId: crypto.randomUUID() });
    expect(refused).toMatchObject({ status: 404, body: { code: "llm_config_not_found" } });
    expect((await api("GET", conversation())).status).toBe(404);
  });

  test("to a stopped session needs it opened again; to a completed one opens it", async () => {
    await api("PATCH", `/api/sessions/${sessionId}`, { status: "stopped" });
    expect(await send({ text: "stream 1" })).toMatchObject({ status: 409, body: { code: "session_closed" } });
    await api("PATCH", `/api/sessions/${sessionId}`, { status: "active" });
    await settled((await send({ text: "stream 1" })).body.turnId);
    await api("POST", `/api/sessions/${sessionId}/complete`);
    await settled((await send({ text: "stream 1" })).body.turnId);
    expect(await api("GET", `/api/sessions/${sessionId}`)).toMatchObject({ body: { status: "active" } });
  });
});

describe("an answer", () => {
  test("is stopped where it is and keeps its text; once it has ended there is nothing to stop", async () => {
    const { body } = await send({ text: "stream 1000 at 100" });
    await expect.poll(async () => (await read()).at(-1)?.status).toBe("streaming");
    expect(await stop(body.turnId)).toMatchObject({ status: 202 });
    await settled(body.turnId);
    expect((await read()).at(-1)).toMatchObject({ status: "stopped" });
    expect(await stop(body.turnId)).toMatchObject({ status: 409, body: { code: "turn_not_active" } });
    expect(await stop(crypto.randomUUID())).toMatchObject({ status: 404 });
  });

  test("is written anew beside the first one, also in a completed session, which opens", async () => {
    const { body } = await send({ text: "stream 2" });
    await settled(body.turnId);
    const again = await api<SentMessage>("POST", `${conversation()}/messages/${body.turnId}/regenerate`);
    expect(again.status).toBe(202);
    await settled(again.body.turnId);
    const answers = (await read()).filter((item) => item.role === "assistant");
    expect(answers.map((item) => [item.id, item.parentId])).toEqual([
      [body.turnId, body.messageId],
      [again.body.turnId, body.messageId],
    ]);
    await api("POST", `/api/sessions/${sessionId}/complete`);
    const later = await api<SentMessage>("POST", `${conversation()}/messages/${body.turnId}/regenerate`);
    await settled(later.body.turnId);
    expect(await api("GET", `/api/sessions/${sessionId}`)).toMatchObject({ body: { status: "active" } });
    const own = await api("POST", `${conversation()}/messages/${body.messageId}/regenerate`);
    expect(own).toMatchObject({ status: 422, body: { code: "validation_failed" } });
  });

  test("keeps when each of its tool calls began and ended", async () => {
    const { body } = await send({ text: "tally calls" });
    await settled(body.turnId);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const call = { type: "tool-call", state: "done", startedAt: time, endedAt: time };
    expect((await read()).at(-1)).toMatchObject({ id: body.turnId, parts: [call] });
  });

  test("ends with its session", async () => {
    const { body } = await send({ text: "stream 1000 at 100" });
    await api("PATCH", `/api/sessions/${sessionId}`, { status: "stopped" });
    await settled(body.turnId);
    expect((await read()).at(-1)).toMatchObject({ id: body.turnId, status: "stopped" });
  });
});
