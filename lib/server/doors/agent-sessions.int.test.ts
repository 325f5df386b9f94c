import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import { agentDefinitions, createCatalog } from "#lib/catalog/index.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

const guide = agentDefinitions.find((one) => one.slug === "guide") as AgentDefinition;
/** A proactive agent of the tests: one session at a time. */
const coach: AgentDefinition = {
  ...guide,
  slug: "coach",
  name: "Coach",
  agentType: "coach",
  slugAliases: [],
  routePaths: ["coach"],
  maxConcurrentSessions: 1,
};

let world: DoorsWorld;
let ada: Person;
const stopped: string[] = [];
beforeAll(async () => {
  world = await createDoorsWorld({
    catalog: createCatalog({ testAgent: true }, [...agentDefinitions, coach]),
    turns: { requestStop: async (turnId: string) => ({ segment: stopped.push(turnId) }) } as never,
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  ada = await world.person({ role: "member" });
});

type Body = Record<string, unknown> & { code: string; errors: { path: string }[]; items: Record<string, unknown>[] };
async function api(method: "GET" | "POST" | "DELETE" | "PATCH", path: string, body?: unknown, as: Person = ada) {
  const response = await world.send(method, `/api/agents/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const start = (agent = "guide", body: object = {}, as?: Person) => api("POST", `${agent}/sessions`, body, as);
const current = (agent = "guide", query = "") => api("GET", `${agent}/sessions/current${query}`);
const terminate = (agent = "guide", query = "") => api("DELETE", `${agent}/sessions/current${query}`);
const archive = (agent = "guide", body: object = {}) => api("POST", `${agent}/archive`, body);
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body.code];

async function send(sessionId: unknown, agent = "guide") {
  const path = `/api/sessions/${sessionId}/conversations/${agent}/messages`;
  const response = await world.send("POST", path, { as: ada, body: { text: "Hello" } });
  return { status: response.status, body: await response.json() };
}

describe("starting a session with an agent", () => {
  test("makes session, conversation and the agent's part in one go, and says where to listen", async () => {
    const { status, body } = await start();
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "active", streamUrl: `/api/sessions/${body.sessionId}/events` });
    expect(body).not.toHaveProperty("pendingAction");
    const session = await (await world.send("GET", `/api/sessions/${body.sessionId}`, { as: ada })).json();
    expect(session).toMatchObject({
      status: "active",
      feedSequence: 2,
      conversations: { guide: { conversationId: body.conversationId, messageCount: 0, lastMessageAt: null } },
    });
    expect((await current()).body).toEqual(body);
    expect((await send(body.sessionId)).status).toBe(202);
    const { body: agent } = await api("GET", "guide");
    expect(agent).toMatchObject({ id: body.agentId, totalSessions: 1, totalInteractions: 1 });
  });

  test("takes part in one of the caller's own sessions, once", async () => {
    const sessionId = await world.session(ada);
    const first = await start("guide", { sessionId });
    expect(first).toMatchObject({ status: 201, body: { sessionId } });
    expect(refusal(await start("guide", { sessionId }))).toEqual([409, "session_already_active"]);
    expect(await start("luca", { sessionId })).toMatchObject({ status: 201, body: { sessionId } });
    const both = await Promise.all([start("probe", { sessionId }), start("probe", { sessionId })]);
    expect(both.map(refusal).sort()).toEqual([
      [201, undefined],
      [409, "session_already_active"],
    ]);
  });

  test("again after its part was terminated goes on in the same conversation", async () => {
    const { body } = await start();
    expect((await terminate()).status).toBe(204);
    const again = await start("guide", { sessionId: body.sessionId });
    expect(again).toMatchObject({ status: 201, body: { conversationId: body.conversationId } });
  });

  test("with a proactive agent is possible once at a time", async () => {
    expect((await start("coach")).status).toBe(201);
    expect(refusal(await start("coach"))).toEqual([409, "too_many_sessions"]);
    expect((await terminate("coach")).status).toBe(204);
    expect((await start("coach")).status).toBe(201);
  });

  test("opens a completed session again, not a stopped one", async () => {
    const sessionId = await world.session(ada);
    const set = (status: string) => world.send("PATCH", `/api/sessions/${sessionId}`, { as: ada, body: { status } });
    await set("completed");
    expect((await start("guide", { sessionId })).status).toBe(201);
    const session = await (await world.send("GET", `/api/sessions/${sessionId}`, { as: ada })).json();
    expect(session.status).toBe("active");
    await set("stopped");
    expect(refusal(await start("luca", { sessionId }))).toEqual([409, "session_closed"]);
  });

  test("answers a repeat with the same Idempotency-Key as it did at first", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const path = "/api/agents/guide/sessions";
    const answers = await Promise.all(
      [1, 2].map(() => world.send("POST", path, { as: ada, body: {}, headers }).then((one) => one.json())),
    );
    const [one, two] = answers.filter((answer) => answer.sessionId);
    expect(two ?? one).toEqual(one);
    expect((await api("GET", "guide/history")).body.items).toHaveLength(1);
  });

  test.each([
    ["a foreign session", async () => ({ sessionId: await world.session(await world.person()) }), [404, "not_found"]],
    ["a session of nothing", async () => ({ sessionId: randomUUID() }), [404, "not_found"]],
    ["a session id that is no UUID", async () => ({ sessionId: "42" }), [422, "validation_failed"]],
    ["a model of nothing", async () => ({ modelId: randomUUID() }), [404, "llm_config_not_found"]],
    ["a model id that is no UUID", async () => ({ modelId: "gpt" }), [422, "validation_failed"]],
    ["an empty prompt", async () => ({ systemPrompt: " " }), [422, "validation_failed"]],
    ["a setting that is not known", async () => ({ config: { verbosity: 1 } }), [422, "validation_failed"]],
    ["a temperature beyond reason", async () => ({ config: { temperature: 9 } }), [422, "validation_failed"]],
    ["a tool that is not the agent's", async () => ({ config: { tools: ["rm"] } }), [422, "validation_failed"]],
  ])("refuses %s and writes nothing", async (_, body, expected) => {
    expect(refusal(await start("guide", await body()))).toEqual(expected);
    expect((await api("GET", "guide/history")).body.items).toEqual([]);
  });

  test("refuses another person's model, also an admin's of the same workspace", async () => {
    const admin = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
    const config = { name: "Theirs", provider: "openai", model: "m", apiKey: "sk-theirs", scope: "user" };
    const theirs = await (await world.send("POST", "/api/llm-configs", { as: admin, body: config })).json();
    expect(refusal(await start("guide", { modelId: theirs.id }))).toEqual([404, "llm_config_not_found"]);
  });

  test("is not for a viewer, nor with an agent that is not there or another's", async () => {
    const viewer = await world.person({ workspaceId: ada.workspaceId, role: "viewer" });
    expect(refusal(await start("guide", {}, viewer))).toEqual([403, "forbidden"]);
    const { agentId } = (await start()).body;
    const stranger = await world.person({ workspaceId: ada.workspaceId });
    for (const [agent, as] of [
      ["nobody", ada],
      [randomUUID(), ada],
      [String(agentId), stranger],
    ] as const)
      expect(refusal(await start(agent, {}, as))).toEqual([404, "not_found"]);
  });
});

describe("the current session of an agent", () => {
  test("is the active one with the latest activity, or the named one", async () => {
    const first = (await start()).body;
    const second = (await start()).body;
    expect((await current()).body.sessionId).toBe(second.sessionId);
    await send(first.sessionId);
    expect((await current()).body.sessionId).toBe(first.sessionId);
    expect((await current("guide", `?sessionId=${second.sessionId}`)).body).toEqual(second);
    await world.send("DELETE", `/api/sessions/${first.sessionId}`, { as: ada });
    expect((await current()).body.sessionId).toBe(second.sessionId);
    expect(refusal(await current("guide", `?sessionId=${first.sessionId}`))).toEqual([404, "not_found"]);
  });

  test("shows the question that waits", async () => {
    const { agentId, sessionId } = (await start()).body;
    const pendingAction = await suspend(String(agentId), String(sessionId));
    expect((await current()).body).toMatchObject({ status: "suspended", pendingAction });
    const [entry] = (await api("GET", "guide/history")).body.items;
    expect(entry).toMatchObject({ status: "suspended", pendingAction });
  });

  test("is not there before the first use, after its end, for nonsense and in foreign sessions", async () => {
    expect(refusal(await current())).toEqual([404, "not_found"]);
    expect(refusal(await terminate())).toEqual([404, "not_found"]);
    const { sessionId } = (await start()).body;
    const foreign = await world.session(await world.person());
    for (const id of [foreign, randomUUID()]) {
      expect(refusal(await current("guide", `?sessionId=${id}`))).toEqual([404, "not_found"]);
      expect(refusal(await terminate("guide", `?sessionId=${id}`))).toEqual([404, "not_found"]);
    }
    expect(refusal(await current("guide", "?sessionId=42"))).toEqual([422, "validation_failed"]);
    expect(refusal(await current("guide", "?verbose=1"))).toEqual([422, "validation_failed"]);
    expect((await terminate()).status).toBe(204);
    expect(refusal(await current())).toEqual([404, "not_found"]);
    expect(refusal(await terminate())).toEqual([404, "not_found"]);
    expect(refusal(await terminate("guide", `?sessionId=${sessionId}`))).toEqual([409, "session_not_active"]);
  });

  test("when terminated, stops what runs there and nothing elsewhere; the session stays readable", async () => {
    const first = (await start()).body;
    const second = (await start()).body;
    const turns = [await send(first.sessionId), await send(second.sessionId)].map((sent) => sent.body.turnId);
    stopped.length = 0;
    expect((await terminate("guide", `?sessionId=${first.sessionId}`)).status).toBe(204);
    expect(stopped).toEqual([turns[0]]);
    expect((await world.send("GET", `/api/sessions/${first.sessionId}`, { as: ada })).status).toBe(200);
    expect((await current()).body.sessionId).toBe(second.sessionId);
  });
});

describe("an agent's history", () => {
  test("holds every part, latest first, page by page, whatever came in between", async () => {
    const ids: unknown[] = [];
    for (let n = 0; n < 5; n++) ids.unshift((await start()).body.sessionId);
    await terminate("guide", `?sessionId=${ids[2]}`);
    const seen: Record<string, unknown>[] = [];
    for (let cursor: unknown = ""; cursor !== null; ) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const { body } = await api("GET", `guide/history?limit=2${query}`);
      seen.push(...body.items);
      cursor = body.nextCursor;
      if (seen.length === 2) await start();
    }
    expect(seen.map((one) => one.sessionId)).toEqual(ids);
    expect(seen.map((one) => one.status)).toEqual(["active", "active", "terminated", "active", "active"]);
  });

  test("is told apart into what is under way and what has ended", async () => {
    const ids: unknown[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await start()).body.sessionId);
    await terminate("guide", `?sessionId=${ids[1]}`);
    const { body } = await api("GET", "guide/history?status=active&limit=1");
    const { body: rest } = await api("GET", `guide/history?status=active&cursor=${body.nextCursor}`);
    expect([...body.items, ...rest.items].map((one) => one.sessionId)).toEqual([ids[0], ids[2]]);
    expect((await api("GET", "guide/history?status=ended")).body).toMatchObject({
      items: [{ sessionId: ids[1], status: "terminated" }],
      nextCursor: null,
    });
    expect(refusal(await api("GET", "guide/history?status=lost"))).toEqual([422, "validation_failed"]);
  });

  test("refuses a cursor that is not one of ours, and is empty before the first use", async () => {
    expect((await api("GET", "guide/history")).body).toEqual({ items: [], nextCursor: null });
    await start();
    expect(refusal(await api("GET", "guide/history?cursor=x"))).toEqual([422, "validation_failed"]);
    expect(refusal(await api("GET", "guide/history?limit=0"))).toEqual([422, "validation_failed"]);
    expect(refusal(await api("GET", "guide/history?page=2"))).toEqual([422, "validation_failed"]);
  });
});

describe("archiving an agent", () => {
  test("makes the next use a fresh one and keeps the old history readable by its UUID", async () => {
    const { agentId, sessionId } = (await start()).body;
    await terminate();
    const { status, body } = await archive("guide", { reason: "A new start." });
    expect([status, body]).toMatchObject([200, { id: agentId, status: "archived", archiveReason: "A new start." }]);
    expect((await api("GET", "guide")).body).toMatchObject({ id: null, status: "absent" });
    const fresh = (await start()).body;
    expect(fresh.agentId).not.toBe(agentId);
    expect((await api("GET", `${agentId}/history`)).body.items).toMatchObject([{ sessionId, status: "terminated" }]);
    expect((await api("GET", `${agentId}`)).body).toMatchObject({ status: "archived", archiveReason: "A new start." });
    expect((await api("GET", `${agentId}/events`)).body.items.at(-1)).toMatchObject({ type: "agent.archived.v1" });
    expect((await api("GET", "guide/history")).body.items).toMatchObject([{ sessionId: fresh.sessionId }]);
  });

  test("is refused while it is at work, unless that may be ended", async () => {
    const { agentId, sessionId } = (await start()).body;
    const { turnId } = (await send(sessionId)).body;
    const waiting = (await start()).body;
    await suspend(String(agentId), String(waiting.sessionId));
    expect(refusal(await archive())).toEqual([409, "agent_has_active_session"]);
    stopped.length = 0;
    expect((await archive("guide", { terminateActive: true })).body).toMatchObject({ activeSessions: [] });
    expect(stopped).toEqual([turnId]);
    const { items } = (await api("GET", `${agentId}/history`)).body;
    expect(items.map((one) => [one.status, one.pendingAction])).toEqual([
      ["terminated", null],
      ["terminated", null],
    ]);
  });

  test("happens once, and an archived agent takes no command but queries", async () => {
    const { agentId, sessionId } = (await start()).body;
    await archive("guide", { terminateActive: true });
    expect(refusal(await archive())).toEqual([404, "not_found"]);
    const id = String(agentId);
    expect(refusal(await archive(id))).toEqual([409, "agent_archived"]);
    expect(refusal(await start(id))).toEqual([409, "agent_archived"]);
    expect(refusal(await start("guide", { sessionId }))).toEqual([409, "agent_archived"]);
    expect(refusal(await api("PATCH", id, { name: "New" }))).toEqual([409, "agent_archived"]);
    expect(refusal(await terminate(id))).toEqual([404, "not_found"]);
    expect((await send(sessionId)).body.code).toBe("agent_archived");
  });

  test("is the owner's alone and says what is wrong", async () => {
    const { agentId } = (await start()).body;
    const admin = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
    expect(refusal(await api("POST", `${agentId}/archive`, {}, admin))).toEqual([404, "not_found"]);
    expect(refusal(await archive("luca"))).toEqual([404, "not_found"]);
    expect(refusal(await archive("guide", { reason: 5 }))).toEqual([422, "validation_failed"]);
    expect(refusal(await archive("guide", { force: true }))).toEqual([422, "validation_failed"]);
  });
});

/** Writes what a turn that asks a question writes. */
async function suspend(agentId: string, sessionId: string) {
  const { state, version } = await world.agents.load(agentId, ada.workspaceId);
  const at = new Date().toISOString();
  const clientAction = {
    id: randomUUID(),
    toolCallId: "call-1",
    kind: "confirm" as const,
    prompt: "Go on?",
    schema: { type: "boolean" },
    expiresAt: null,
  };
  const executionState = {
    turnId: randomUUID(),
    snapshotMessageIds: [],
    iteration: 0,
    toolCallsMade: 1,
    pendingToolCallId: "call-1",
    startedAt: at,
    suspendedAt: at,
  };
  const recorder = {
    actor: { kind: "system", userId: ada.userId, process: "turn" },
    correlationId: "test",
    now: () => at,
    newId: randomUUID,
  } as const;
  const command = { type: "suspend", sessionId, clientAction, executionState, at } as const;
  const append = decideAgent(recorder, { state, version }, [command]);
  if (!append) throw new Error("An active session can be suspended.");
  await world.store.commit({ agents: [append] });
  return clientAction;
}
