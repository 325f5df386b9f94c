import { afterAll, beforeAll, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let ada: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
  ada = await world.person();
});
afterAll(() => world.close());

const AGENT = "/api/agents/luca";
const api = async (method: Method, path: string, body?: unknown) => {
  const response = await world.send(method, path, { as: ada, body });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
};
const start = async (): Promise<string> => (await api("POST", `${AGENT}/sessions`, {})).body.sessionId;
const COMPLETE = `${AGENT}/sessions/current/complete`;

test("the part in the session that the query names is completed, and no other one", async () => {
  const [first, second] = [await start(), await start()];
  const done = await api("POST", `${COMPLETE}?sessionId=${first}`, { summary: "We agreed." });
  expect(done).toMatchObject({ status: 200, body: { sessionId: first, status: "completed" } });
  expect((await api("GET", `${AGENT}/sessions/current`)).body.sessionId).toBe(second);
  const again = await api("POST", `${COMPLETE}?sessionId=${first}`, {});
  expect([again.status, again.body.code]).toEqual([409, "session_not_active"]);
  const elsewhere = await api("POST", `${COMPLETE}?sessionId=${crypto.randomUUID()}`, {});
  expect([elsewhere.status, elsewhere.body.code]).toEqual([404, "not_found"]);
  expect((await api("POST", `${COMPLETE}?sessionId=x`, {})).status).toBe(422);
  const current = await api("POST", COMPLETE, {});
  expect(current.body).toMatchObject({ sessionId: second, memoryId: null });
  const { body } = await api("GET", `${AGENT}/memories`);
  expect(body.items).toMatchObject([{ id: done.body.memoryId, text: "We agreed.", source: "person" }]);
});

test("what is remembered of a session is said wherever the agent is shown, until it is deleted, and for primaries alone", async () => {
  const sessionId = await start();
  const { body } = await api("POST", `${COMPLETE}?sessionId=${sessionId}`, { summary: "Nineteen percent." });
  const { id } = (await api("GET", AGENT)).body;
  const obs = await world.person({ workspaceId: ada.workspaceId, role: "member" });
  await api("POST", `${AGENT}/assignments`, { userId: obs.userId, role: "observer" });
  type Detail = { sessionHistory: { sessionId: string; summary: string | null }[] };
  const ofSession = ({ sessionHistory }: Detail) => sessionHistory.find((one) => one.sessionId === sessionId)?.summary;
  const shown = async () =>
    [
      (await api("GET", AGENT)).body,
      (await api("PATCH", AGENT, { name: "Luca" })).body,
      (await api("GET", `${AGENT}/events?asOf=2999-01-01T00:00:00Z`)).body.state,
    ].map(ofSession);
  expect(await shown()).toEqual(Array(3).fill("Nineteen percent."));
  const observed = await world.send("GET", `/api/agents/${id}`, { as: obs });
  expect(ofSession((await observed.json()) as Detail)).toBeNull();
  const log = await api("GET", `${AGENT}/events?limit=500`);
  expect(JSON.stringify(log.body)).not.toContain("Nineteen");
  await api("DELETE", `${AGENT}/memories/${body.memoryId}`);
  expect(await shown()).toEqual([null, null, null]);
});

test("a memory is deleted once, all of them as often as one likes", async () => {
  const sessionId = await start();
  const { body } = await api("POST", `${COMPLETE}?sessionId=${sessionId}`, { summary: "Kept." });
  expect((await api("DELETE", `${AGENT}/memories/${body.memoryId}`)).status).toBe(204);
  expect((await api("DELETE", `${AGENT}/memories/${body.memoryId}`)).status).toBe(404);
  expect((await api("DELETE", `${AGENT}/memories/x`)).status).toBe(404);
  for (let i = 0; i < 2; i++) expect((await api("DELETE", `${AGENT}/memories`)).status).toBe(204);
  expect((await api("GET", `${AGENT}/memories`)).body).toEqual({ items: [], nextCursor: null });
  expect((await api("GET", "/api/agents/guide/memories")).body).toEqual({ items: [], nextCursor: null });
});
