import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rebuildProjections } from "#lib/adapters/postgres/rebuild-projections.ts";
import type { PortableSession } from "#lib/application/portable/schema.ts";
import {
  MAX_IMPORT_BYTES,
  MAX_MESSAGES,
  MAX_VALUES,
  MAX_VALUES_IN_MESSAGE,
} from "#lib/domain/session/import-limits.ts";
import { SOMEBODY } from "#lib/domain/session/parts.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { CANARY, own } from "#lib/testing/owned.ts";
import { portableSessions } from "#lib/testing/portable-session.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";
import { importSessionDoor } from "./portable-doors.ts";

let world: DoorsWorld;
let owner: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

const EXAMPLE = importSessionDoor.example as unknown as PortableSession;
const ANY_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

const fetchExport = (as: Person | null, sessionId: string, format = "json") =>
  world.send("GET", `/api/sessions/${sessionId}/export?format=${format}`, { as });
async function taken(as: Person, sessionId: string): Promise<PortableSession> {
  const response = await fetchExport(as, sessionId);
  expect(response.status).toBe(200);
  return (await response.json()) as PortableSession;
}
const send = (body: unknown, as: Person | null = owner, headers: Record<string, string> = {}) =>
  world.send("POST", "/api/sessions/import", { as, body, headers });
async function bring(body: unknown, as = owner) {
  const response = await send(body, as);
  const answer = (await response.json()) as { id: string; title: string | null; messages: number; readOnly: string[] };
  expect(response.status, JSON.stringify(answer)).toBe(201);
  return answer;
}
async function refused(body: unknown) {
  const response = await send(body);
  const { code, detail, errors } = (await response.json()) as { code: string; detail: string; errors?: object[] };
  return { status: response.status, code, detail, errors };
}
const timeless = ({ exportedAt: _at, createdAt: _begun, ...rest }: PortableSession) => rest;
const count = async (table: string) => (await world.pool.query(`select count(*)::int as n from ${table}`)).rows[0].n;
const give = (guest: Person, agent: string, role: string) =>
  world.send("POST", `/api/agents/${agent}/assignments`, { as: owner, body: { userId: guest.userId, role } });

describe("a session that is taken along", () => {
  test("comes in again as it was, but for ids and times, and goes out again the same", async () => {
    await fc.assert(
      fc.asyncProperty(portableSessions, async (file) => {
        const { id } = await bring(file);
        const again = await taken(owner, id);
        expect(timeless(again)).toEqual(timeless(file));
        const third = await taken(owner, (await bring(again)).id);
        expect(timeless(third)).toEqual(timeless(again));
      }),
      { numRuns: 40, seed: 7 },
    );
    expect((await rebuildProjections(world.pool, { check: true })).differences).toBe(0);
    const { rows } = await world.pool.query(
      `select 1 from sessions s join session_heads h on h.session_id = s.id where h.sequence <>
         (select count(*) from session_feed f where f.session_id = s.id and f.sequence between 1 and h.sequence)`,
    );
    expect(rows).toEqual([]);
  });

  test("is somebody else's own wherever they bring it in: no id of where it comes from is in the file", async () => {
    const from = await world.person();
    const { sessionId } = await own(world, from);
    const response = await fetchExport(from, sessionId);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-disposition": "attachment; filename*=UTF-8''canary-7f3a-session.json",
      "content-type": "application/json",
      "x-content-type-options": "nosniff",
    });
    const file = await response.text();
    expect(file).toContain(`${CANARY} question`);
    expect(file).not.toMatch(ANY_ID);
    const { id, title } = await bring(file, owner);
    expect(title).toBe(`${CANARY} session`);
    const { rows } = await world.pool.query(
      "select m.author_id, s.owner_id, s.workspace_id, a.owner_id as agents from messages m join sessions s on s.id = m.session_id join conversations c on c.id = m.conversation_id join agents a on a.id = c.agent_id where s.id = $1 order by m.sequence",
      [id],
    );
    const { userId, workspaceId } = owner;
    const mine = { owner_id: userId, workspace_id: workspaceId, agents: userId };
    expect(rows).toEqual([
      { ...mine, author_id: userId },
      { ...mine, author_id: null },
    ]);
    const audit = await world.pool.query(
      "select verb, target_id, after, a::text as text from audit_log a where target_id in ($1, $2) order by sequence",
      [id, sessionId],
    );
    expect(audit.rows.map(({ verb, after }) => [verb, after])).toEqual([
      ["session.exported", { format: "json" }],
      ["session.imported", null],
    ]);
    for (const { text } of audit.rows) expect(text).not.toContain(CANARY);
  });

  test("has no id in what tools were given and gave, nor of what ran: each is a number, the same wherever it stands", async () => {
    const [fileId, runId, workflowId] = [randomUUID(), randomUUID(), randomUUID()];
    const sessionId = await world.session(owner);
    const guide = await world.conversation(owner, sessionId, "guide");
    const call = { type: "tool-call", toolCallId: "c", tool: "start_workflow", state: "done" } as const;
    const active = { orchestratorName: "X", workflowId, status: "running", startedAt: "now", enablingServices: [] };
    await world.say(guide, {
      role: "assistant",
      parts: [
        { ...call, input: { fileIds: [fileId] }, output: { runId, address: `/api/files/${fileId}`, [fileId]: true } },
        { type: "text", text: `You wrote ${runId}` },
      ],
      orchestratorContext: { activeOrchestrators: [active], enablingServices: {}, workflowDelegationChain: [] },
    });
    const file = await taken(owner, sessionId);
    const [made] = file.conversations[0]?.messages ?? [];
    expect(made?.parts).toMatchObject([
      { input: { fileIds: ["id-1"] }, output: { runId: "id-2", address: "/api/files/id-1", "id-1": true } },
      // What was said stays as it was said.
      { text: `You wrote ${runId}` },
    ]);
    expect(made?.orchestratorContext?.activeOrchestrators).toMatchObject([{ workflowId: "id-3" }]);
    const again = await taken(owner, (await bring(file)).id);
    expect(again.conversations[0]?.messages[0]?.parts).toEqual(made?.parts);
    expect(again.conversations[0]?.messages[0]?.orchestratorContext?.activeOrchestrators).toEqual([]);
  });

  test("goes on with the next message, in the conversation that it came with", async () => {
    const { id } = await bring(EXAMPLE);
    const path = `/api/sessions/${id}/conversations/guide`;
    const sent = await world.send("POST", `${path}/messages`, { as: owner, body: { text: "Go on" } });
    expect(sent.status).toBe(202);
    const { items } = await (await world.send("GET", path, { as: owner })).json();
    expect(items.map(({ sequence, text }: { sequence: number; text: string }) => [sequence, text])).toEqual([
      [1, "What will the third quarter bring?"],
      [2, "Go on"],
      [3, ""],
    ]);
    expect(items[1].parentId).toBe(items[0].id);
  });

  test("can be asked for another answer to what was said elsewhere", async () => {
    const [conversation] = EXAMPLE.conversations;
    const [asked] = conversation?.messages ?? [];
    const answer = { ...asked, number: 2, follows: 1, role: "assistant", author: null, status: "failed" };
    const { id } = await bring({ ...EXAMPLE, conversations: [{ ...conversation, messages: [asked, answer] }] });
    const path = `/api/sessions/${id}/conversations/guide`;
    const { items } = await (await world.send("GET", path, { as: owner })).json();
    const again = await world.send("POST", `${path}/messages/${items[1].id}/regenerate`, { as: owner, body: {} });
    expect(again.status).toBe(202);
    expect((await taken(owner, id)).conversations[0]?.messages.map(({ follows }) => follows)).toEqual([null, 1, 1]);
  });

  test("with an agent that is not on offer here can be read, and says so to who writes", async () => {
    const [conversation] = EXAMPLE.conversations;
    const { id, readOnly } = await bring({
      ...EXAMPLE,
      conversations: [{ ...conversation, agent: "acme-bot", name: "Acme" }],
    });
    expect(readOnly).toEqual(["acme-bot"]);
    const view = await (await world.send("GET", `/api/sessions/${id}/view`, { as: owner })).json();
    expect(view.conversations["acme-bot"].archived.reason).toContain("no such agent");
    expect(view.messages[view.conversations["acme-bot"].conversationId]).toHaveLength(1);
    const path = `/api/sessions/${id}/conversations/acme-bot/messages`;
    expect((await world.send("POST", path, { as: owner, body: { text: "Hello" } })).status).toBe(404);
  });

  test("has nothing under way any more: answers, tools and questions have stopped", async () => {
    const call = {
      type: "tool-call",
      toolCallId: "c",
      tool: "ask_confirm",
      input: { prompt: "Now?" },
      state: "waiting",
    };
    const [conversation] = EXAMPLE.conversations;
    const messages = [
      { ...conversation?.messages[0], role: "assistant", author: null, status: "suspended", parts: [call] },
    ];
    const running = {
      orchestratorName: "X",
      workflowId: "w",
      status: "running",
      startedAt: "now",
      enablingServices: [],
    };
    const { id } = await bring({
      ...EXAMPLE,
      orchestratorContext: { ...EXAMPLE.orchestratorContext, activeOrchestrators: [running] },
      conversations: [{ ...conversation, messages }],
    });
    const file = await taken(owner, id);
    expect(file.conversations[0]?.messages[0]).toMatchObject({ status: "stopped", parts: [{ state: "stopped" }] });
    expect(file.orchestratorContext.activeOrchestrators).toEqual([]);
    const view = await (await world.send("GET", `/api/sessions/${id}/view`, { as: owner })).json();
    expect(view).toMatchObject({ turns: {}, clientActions: {} });
  });

  test("of ten thousand messages comes in and goes out in a piece", async () => {
    const [conversation] = EXAMPLE.conversations;
    const numbered = (_: unknown, index: number) => ({
      ...{ ...conversation?.messages[0], number: index + 1, follows: index || null },
      parts: [{ type: "text", text: `${index} `.repeat(50) }],
    });
    const messages = Array.from({ length: 10_000 }, numbered);
    const { id, messages: count } = await bring({ ...EXAMPLE, conversations: [{ ...conversation, messages }] });
    expect(count).toBe(10_000);
    expect((await taken(owner, id)).conversations[0]?.messages).toEqual(messages);
  });

  test("is one of so many that a person may import in a day", async () => {
    const limits = world.ports.rateLimits;
    world.ports.rateLimits = testLimits({ "imports-per-user": 1 });
    await bring(EXAMPLE);
    const refusal = await send(EXAMPLE);
    expect([refusal.status, (await refusal.json()).detail]).toEqual([
      429,
      expect.stringContaining("You may import 1 session a day."),
    ]);
    world.ports.rateLimits = limits;
  });

  test("is imported once for each Idempotency-Key", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const before = await count("sessions");
    const answers = [await send(EXAMPLE, owner, headers), await send(EXAMPLE, owner, headers)];
    const [first, second] = await Promise.all(answers.map((one) => one.json()));
    expect(second).toEqual(first);
    expect(await count("sessions")).toBe(before + 1);
    const other = await send({ ...EXAMPLE, title: "Another" }, owner, headers);
    expect([other.status, (await other.json()).code]).toEqual([409, "idempotency_conflict"]);
  });
});

describe("whoever may read a part of it takes along that part alone", () => {
  test.each(["observer", "mentee", "shared", "primary"])("as %s", async (role) => {
    owner = await world.person();
    const sessionId = await world.session(owner);
    const [guide, luca] = [
      await world.conversation(owner, sessionId, "guide"),
      await world.conversation(owner, sessionId, "luca"),
    ];
    await world.say(guide, { parts: [{ type: "text", text: "private words" }], authorId: owner.userId });
    const guest = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    const words = (text: string, authorId: string) => ({ parts: [{ type: "text" as const, text }], authorId });
    await world.say(luca, words("of the owner", owner.userId), words("of the guest", guest.userId));
    await world.pool.query("update sessions set title = 'private words', title_from = $2 where id = $1", [
      sessionId,
      guide.id,
    ]);
    expect((await fetchExport(guest, sessionId)).status).toBe(404);
    await give(guest, "luca", role);
    const file = await taken(guest, sessionId);
    expect(file).toMatchObject({ title: null, titleFrom: null, subject: null });
    expect(file.conversations.map(({ agent, messages }) => [agent, messages.map(({ author }) => author)])).toEqual([
      ["luca", ["other", "me"]],
    ]);
    expect(await (await fetchExport(guest, sessionId, "markdown")).text()).not.toContain("private");
    // Theirs is a session of their own then, in which the owner's words are somebody's.
    const { id } = await bring(file, guest);
    const { rows } = await world.pool.query("select author_id from messages where session_id = $1 order by sequence", [
      id,
    ]);
    expect(rows.map(({ author_id }) => author_id)).toEqual([SOMEBODY, guest.userId]);
    expect((await world.send("GET", `/api/sessions/${id}`, { as: owner })).status).toBe(404);
  });

  test("a viewer of the workspace reads and imports nothing; a stranger finds nothing; without a key nobody", async () => {
    owner = await world.person();
    const { id } = await bring(EXAMPLE);
    const viewer = await world.person({ workspaceId: owner.workspaceId, role: "viewer" });
    expect((await send(EXAMPLE, viewer)).status).toBe(403);
    for (const stranger of [viewer, await world.person()]) expect((await fetchExport(stranger, id)).status).toBe(404);
    expect((await fetchExport(null, id)).status).toBe(401);
    expect((await send(EXAMPLE, null)).status).toBe(401);
    const reader = await world.person({ scopes: ["sessions:read"] });
    expect((await send(EXAMPLE, reader)).status).toBe(403);
    await world.send("DELETE", `/api/sessions/${id}`, { as: owner });
    expect((await fetchExport(owner, id)).status).toBe(404);
  });
});

describe("Markdown", () => {
  test("is to be read: a heading for each conversation, branches, questions; what was said stays in its place", async () => {
    const sessionId = await world.session(owner, "# Plan <b>\n[x](y)");
    const guide = await world.conversation(owner, sessionId, "guide");
    const [asked] = await world.say(
      guide,
      { parts: [{ type: "text", text: "```\n</code><script>alert(1)</script>" }], authorId: owner.userId },
      { role: "assistant", parts: [{ type: "text", text: "one" }] },
    );
    await world.say(guide, { role: "assistant", parentId: asked?.id ?? "", parts: [{ type: "text", text: "two" }] });
    const response = await fetchExport(owner, sessionId, "markdown");
    expect(response.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain("Plan-b-x-y.md");
    const text = await response.text();
    expect(text).toContain("# \\# Plan \\<b\\> \\[x\\](y)\n");
    expect(text).toContain("## With Guide\n");
    expect(text).toContain("> ```\n> </code><script>alert(1)</script>\n> ```\n\n### 2. Guide");
    expect(text).toContain("another branch, after 1");
  });

  test("other formats are refused by the names of those that are known", async () => {
    const { id } = await bring(EXAMPLE);
    const response = await fetchExport(owner, id, "pdf");
    expect([response.status, (await response.json()).detail]).toEqual([
      422,
      "format: Known formats are json and markdown.",
    ]);
  });
});

describe("a file that is none of ours is refused, and leaves nothing", () => {
  const [first] = EXAMPLE.conversations;
  const message = first?.messages[0];
  const withMessages = (...messages: unknown[]) => ({ ...EXAMPLE, conversations: [{ ...first, messages }] });
  const cases: [string, unknown, number, string][] = [
    ["no JSON", "{", 400, "not valid JSON"],
    ["a list", "[]", 422, "must be a JSON object"],
    ["another JSON file", { rows: [] }, 422, "format: This is no session that was exported as JSON."],
    ["a later version", { ...EXAMPLE, version: 2 }, 422, "version: This file is of another version"],
    ["an unknown field", { ...EXAMPLE, ownerId: randomUUID() }, 422, "ownerId: This field is not known here."],
    [
      "an unknown part",
      withMessages({ ...message, parts: [{ type: "html" }] }),
      422,
      "conversations.0.messages.0.parts.0.type",
    ],
    [
      "a wrong number",
      withMessages({ ...message, number: 7 }),
      422,
      "conversations.0.messages.0.number: Messages are numbered",
    ],
    [
      "its own parent",
      withMessages({ ...message, follows: 1 }),
      422,
      "conversations.0.messages.0.follows: A message follows",
    ],
    [
      "no time",
      withMessages({ ...message, createdAt: "yesterday" }),
      422,
      "conversations.0.messages.0.createdAt: Write a time",
    ],
    [
      "one agent twice",
      { ...EXAMPLE, conversations: [first, { ...first, agent: "guide_agent" }] },
      422,
      "conversations.1.agent",
    ],
    ["too many messages", withMessages(...Array(MAX_MESSAGES + 1).fill(0)), 422, `at most ${MAX_MESSAGES} messages`],
    [
      "a time that no row can hold",
      withMessages({ ...message, createdAt: "0000-12-31T23:59:59Z" }),
      422,
      "conversations.0.messages.0.createdAt: ",
    ],
    ["a session of such a time", { ...EXAMPLE, createdAt: "0000-01-01T00:00:00Z" }, 422, "createdAt: "],
    ["too many values", { ...EXAMPLE, rows: Array(MAX_VALUES + 1).fill(1) }, 422, "values"],
    ["too many values, however it ends", `{"rows":[${"0,".repeat(MAX_VALUES + 1)}`, 422, "values"],
    ["a message that is no JSON", JSON.stringify(EXAMPLE).replace('"number":1', '"number":'), 400, "not valid JSON"],
    ["messages that are none", withMessages(message, [1]), 422, "conversations.0.messages.1: "],
    ["messages named by number", withMessages({ ...message, item: 0 }, { item: 0 }), 422, "messages.0.item: "],
    ["a context wrong all over", { ...EXAMPLE, orchestratorContext: Array(200_000).fill(1) }, 422, "Beside its"],
    [
      "wrong all over",
      withMessages(...Array(MAX_MESSAGES).fill({ a: 1, b: 2, c: 3 })),
      422,
      "conversations.0.messages.0.",
    ],
    [
      "a message wrong all over",
      withMessages({ ...message, parts: Array(MAX_VALUES_IN_MESSAGE - 50).fill(1) }),
      422,
      "conversations.0.messages.0.parts.0",
    ],
    [
      "too much in a message",
      withMessages({ ...message, parts: Array(MAX_VALUES_IN_MESSAGE).fill(1) }),
      422,
      "A message has at most",
    ],
    ["too many conversations", { ...EXAMPLE, conversations: Array(101).fill(first) }, 422, "at most 100 conversations"],
    ["too deep", `{"a":${"[".repeat(80)}${"]".repeat(80)}}`, 422, "nested deeper"],
    ["too large", "x".repeat(MAX_IMPORT_BYTES + 1), 413, "at most"],
  ];
  test.each(cases)("%s", async (_, body, status, words) => {
    const before = [await count("sessions"), await count("messages"), await count("agents")];
    const answer = await refused(body);
    expect([answer.status, answer.detail]).toEqual([status, expect.stringContaining(words)]);
    expect([await count("sessions"), await count("messages"), await count("agents")]).toEqual(before);
  });

  test("what no row can hold is left out, and everything else is there", async () => {
    const body = JSON.stringify(withMessages({ ...message, parts: [{ type: "text", text: "a\u0000b \ud800" }] }));
    const { id } = await bring(body);
    expect((await taken(owner, id)).conversations[0]?.messages[0]?.parts).toEqual([
      { type: "text", text: "ab \ufffd" },
    ]);
  });
});
