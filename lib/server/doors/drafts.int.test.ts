import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEnablingServices } from "#lib/adapters/services/index.ts";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

const services = createEnablingServices();
let world: DoorsWorld;
let ada: Person;
const people = {} as Record<AgentRole, Person>;
let agentId: string;
let sessionId: string;

beforeAll(async () => {
  const turns = { answering: (...asked: unknown[]) => answering(asked) } as never;
  world = await createDoorsWorld({ services, turns });
  ada = await world.person({ role: "member" });
  for (const role of ["primary", "shared", "mentee", "observer"] as const) {
    people[role] = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    const body = { userId: people[role].userId, role };
    expect((await api("POST", "agents/guide/assignments", ada, body)).status).toBe(201);
  }
  agentId = String((await api("GET", "agents/guide", ada)).body.id);
});
afterAll(async () => {
  await world.close();
  await services.close();
});
beforeEach(async () => {
  sessionId = await world.session(ada);
  await world.conversation(ada, sessionId, "guide");
});

type Body = Record<string, unknown> & { items: Record<string, unknown>[] };

/** As the adapter answers it: who executes turns is not needed here. */
async function answering([viewer, , messageId]: unknown[]) {
  const { rows } = await world.pool.query("select id from turns where user_message_id = $1 and user_id = $2", [
    messageId,
    (viewer as Person).userId,
  ]);
  return rows[0] ? { turnId: rows[0].id, feedSequence: 1 } : null;
}

async function api(method: Method, path: string, as: Person, body?: unknown) {
  const response = await world.send(method, `/api/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body?.code];
const write = (text: string, id: string = randomUUID(), as = people.mentee) =>
  api("POST", `sessions/${sessionId}/conversations/guide/messages`, as, { id, text });
const decide = (draftId: unknown, what: "approve" | "reject", as: Person, body: object = {}) =>
  api("POST", `agents/${agentId}/drafts/${draftId}/${what}`, as, body);
const messages = async () => (await api("GET", `sessions/${sessionId}/conversations/guide`, ada)).body.items;
const shown = async (as: Person) => (await api("GET", `sessions/${sessionId}/view`, as)).body.drafts;
const settle = () => world.pool.query("update turns set status = 'completed' where session_id = $1", [sessionId]);

describe("a mentee's message", () => {
  test("becomes a draft, once for its id, that everyone in the conversation sees and nothing answers", async () => {
    const id = randomUUID();
    for (let n = 0; n < 2; n++)
      expect(await write("May I?", id)).toEqual({ status: 202, body: { draftId: id, status: "draft" } });
    expect(await messages()).toEqual([]);
    const draft = {
      ...{ draftId: id, authorId: people.mentee.userId, status: "pending", decidedBy: null },
      parts: [{ type: "text", text: "May I?" }],
    };
    for (const person of [ada, ...Object.values(people)]) {
      expect(await shown(person)).toMatchObject([draft]);
      expect((await api("GET", `agents/${agentId}/drafts?status=pending`, person)).body.items).toMatchObject([
        { ...draft, sessionId, agentId, text: "May I?" },
      ]);
    }
    const events = (await api("GET", `agents/${agentId}/events?limit=500`, ada)).body.items;
    expect(JSON.stringify(events)).not.toContain("May I?");
    await decide(id, "reject", ada);
  });

  test.each(["owner", "primary", "shared"] as const)("is sent as theirs once the %s approves it", async (who) => {
    const approver = who === "owner" ? ada : people[who];
    const { draftId } = (await write("Let me ask")).body;
    const approved = await decide(draftId, "approve", approver);
    expect(approved).toMatchObject({ status: 202, body: { draftId, status: "approved", messageId: draftId } });
    expect(await messages()).toMatchObject([
      { id: draftId, role: "user", authorId: people.mentee.userId, text: "Let me ask" },
      { id: approved.body.turnId, role: "assistant", status: "streaming", parentId: draftId },
    ]);
    expect(await shown(ada)).toEqual([]);
    const [known] = (await api("GET", `agents/${agentId}/drafts`, people.mentee)).body.items;
    expect(known).toMatchObject({ draftId, status: "approved", decidedBy: approver.userId });
    const types = (
      await world.pool.query("select type from session_feed where session_id = $1 order by sequence", [sessionId])
    ).rows.map(({ type }) => type);
    expect(types.slice(2)).toEqual([
      "draft.submitted",
      "draft.decided",
      "session.renamed",
      "message.created",
      "message.created",
    ]);
  });

  test("approved twice, also at once, is sent once with the same answer; rejecting it then is refused", async () => {
    const { draftId } = (await write("Once")).body;
    const both = await Promise.all([decide(draftId, "approve", ada), decide(draftId, "approve", people.shared)]);
    const again = await decide(draftId, "approve", people.primary);
    for (const one of [...both, again]) {
      expect(one.status).toBe(202);
      expect(one.body.turnId).toBe(both[0]?.body.turnId);
    }
    expect(await messages()).toHaveLength(2);
    expect(refusal(await decide(draftId, "reject", ada))).toEqual([409, "draft_not_pending"]);
    expect((await write("Once", String(draftId))).status).toBe(202);
    expect(await messages()).toHaveLength(2);
  });

  test("rejected is not sent; its author sees why until the next message", async () => {
    const { draftId } = (await write("Not this")).body;
    const rejected = await decide(draftId, "reject", people.shared, { reason: "Ask Luca first." });
    expect(rejected).toMatchObject({ status: 200, body: { status: "rejected", reason: "Ask Luca first." } });
    expect((await decide(draftId, "reject", ada)).body).toMatchObject({ reason: "Ask Luca first." });
    expect(refusal(await decide(draftId, "approve", ada))).toEqual([409, "draft_not_pending"]);
    expect(await shown(people.mentee)).toMatchObject([{ draftId, status: "rejected", reason: "Ask Luca first." }]);
    expect(await messages()).toEqual([]);
    await write("Then this", randomUUID(), ada);
    expect(await shown(people.mentee)).toEqual([]);
  });

  test("is decided by nobody else: not its author, no observer, no stranger, no admin", async () => {
    const { draftId } = (await write("Who?")).body;
    const admin = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
    for (const what of ["approve", "reject"] as const) {
      for (const person of [people.mentee, people.observer])
        expect(refusal(await decide(draftId, what, person))).toEqual([403, "forbidden"]);
      for (const person of [admin, await world.person()])
        expect(refusal(await decide(draftId, what, person))).toEqual([404, "not_found"]);
      expect(refusal(await decide(randomUUID(), what, ada))).toEqual([404, "not_found"]);
      expect(refusal(await decide(draftId, what, ada, { force: true }))).toEqual([422, "validation_failed"]);
    }
    expect(refusal(await api("GET", `agents/${agentId}/drafts`, admin))).toEqual([404, "not_found"]);
    expect(refusal(await api("POST", `agents/luca/drafts/${draftId}/approve`, ada, {}))).toEqual([404, "not_found"]);
    expect((await decide(draftId, "reject", ada)).status).toBe(200);
  });

  test("waits while the agent answers, and is not sent into a stopped session", async () => {
    const { draftId } = (await write("Later")).body;
    await write("First", randomUUID(), ada);
    expect(refusal(await decide(draftId, "approve", ada))).toEqual([409, "turn_in_progress"]);
    await settle();
    await world.pool.query("update sessions set status = 'stopped' where id = $1", [sessionId]);
    expect(refusal(await decide(draftId, "approve", ada))).toEqual([409, "session_closed"]);
    expect(refusal(await write("More"))).toEqual([409, "session_closed"]);
    await world.pool.query("update sessions set status = 'active' where id = $1", [sessionId]);
    expect((await decide(draftId, "approve", ada)).status).toBe(202);
  });

  test("carries a file that the mentee gave, which its readers may then have", async () => {
    const upload = (agent: string, as: Person) => {
      const data = new FormData();
      data.set("sessionId", sessionId);
      data.set("agent", agent);
      data.set("file", new Blob(["Region,Amount\nNorth,1\n"]), "sales.csv");
      return fetch(`${world.origin}/api/files`, {
        method: "POST",
        body: data,
        headers: { authorization: `Bearer ${as.apiKey}` },
      });
    };
    await world.conversation(ada, sessionId, "content-liaison");
    for (const role of ["shared", "mentee", "observer"] as const)
      expect((await upload("content-liaison", people[role])).status).toBe(404);
    const body = (role: AgentRole) => ({ userId: people[role].userId, role });
    for (const role of ["shared", "mentee", "observer"] as const)
      await api("POST", "agents/content-liaison/assignments", ada, body(role));
    expect((await upload("content-liaison", people.observer)).status).toBe(403);
    const { id: fileId } = await (await upload("content-liaison", people.mentee)).json();
    const file = (as: Person) =>
      api("GET", `files/${fileId}`, as).then(
        ({ status }) => status,
        () => 200,
      );
    expect(await file(people.shared)).toBe(404);
    const parts = [{ type: "file", fileId }];
    const path = `sessions/${sessionId}/conversations/content-liaison/messages`;
    expect((await api("POST", path, people.mentee, { parts })).body).toMatchObject({ status: "draft" });
    expect(await file(people.shared)).toBe(200);
    expect(refusal(await api("POST", path, people.primary, { parts }))).toEqual([404, "not_found"]);
  });
});

test("an archive rejects what waits with the agent, in the same commit, and says why", async () => {
  const own = await world.session(ada);
  const [waits, decided] = await Promise.all([randomUUID(), randomUUID()]);
  await world.conversation(ada, own, "luca");
  const given = await api("POST", "agents/luca/assignments", ada, { userId: people.mentee.userId, role: "mentee" });
  expect(given.status).toBe(201);
  const path = `sessions/${own}/conversations/luca/messages`;
  for (const id of [waits, decided]) await api("POST", path, people.mentee, { id, text: "May I?" });
  const luca = String((await api("GET", "agents/luca", ada)).body.id);
  await api("POST", `agents/${luca}/drafts/${decided}/reject`, ada, { reason: "No." });
  expect((await api("POST", `agents/${luca}/archive`, ada, { terminateActive: true })).status).toBe(200);
  const drafts = async () => (await api("GET", `agents/${luca}/drafts`, people.mentee)).body.items;
  const rejected = { status: "rejected", decidedBy: ada.userId };
  expect(await drafts()).toEqual([
    expect.objectContaining({ ...rejected, draftId: decided, reason: "No." }),
    expect.objectContaining({ ...rejected, draftId: waits, reason: "The agent was archived." }),
  ]);
  expect((await api("GET", `sessions/${own}/view`, people.mentee)).body.drafts).toHaveLength(2);
  expect(JSON.stringify((await api("GET", "inbox", ada)).body)).not.toContain(waits);
  const approve = () => api("POST", `agents/${luca}/drafts/${waits}/approve`, ada, {});
  for (let n = 0; n < 2; n++) expect(refusal(await approve())).toEqual([409, "draft_not_pending"]);
  const { rows } = await world.pool.query(
    "select type from agent_events where agent_id = $1 order by version desc limit 2",
    [luca],
  );
  expect(rows.map(({ type }) => type).reverse()).toEqual(["agent.draft.rejected.v1", "agent.archived.v1"]);
});

test.each(["loses", "gives up"])("who %s the role of a mentee has nothing left that could be approved", async (how) => {
  const mia = await world.person({ workspaceId: ada.workspaceId, role: "member" });
  await api("POST", "agents/guide/assignments", ada, { userId: mia.userId, role: "mentee" });
  const { draftId } = (await write("Mine", randomUUID(), mia)).body;
  await api("DELETE", `agents/${agentId}/assignments?userId=${mia.userId}`, how === "loses" ? ada : mia);
  expect(await shown(ada)).toMatchObject([{ draftId, status: "rejected" }]);
  expect(refusal(await decide(draftId, "approve", ada))).toEqual([409, "draft_not_pending"]);
});
