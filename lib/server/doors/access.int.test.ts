import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import { newId } from "#lib/server/new-id.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

const SECRET = "secret-19b2";
const SHOWN = "shown-44c7";

let world: DoorsWorld;
let ada: Person;
const people = {} as Record<AgentRole | "stranger", Person>;
let house: Awaited<ReturnType<typeof furnish>>;

beforeAll(async () => {
  // Nothing executes turns here: there is none to stop.
  world = await createDoorsWorld({ turns: { requestStop: async () => null } as never });
  ada = await world.person({ role: "member" });
  house = await furnish();
  for (const role of ["primary", "shared", "mentee", "observer"] as const) {
    people[role] = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    const body = { userId: people[role].userId, role };
    expect((await api("POST", "agents/guide/assignments", ada, body)).status).toBe(201);
  }
  people.stranger = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
});
afterAll(() => world.close());

async function api(method: Method, path: string, as: Person, body?: unknown) {
  const response = await world.send(method, `/api/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, text, code: text.startsWith("{") ? JSON.parse(text).code : undefined };
}
const read = async (path: string, as: Person) => JSON.parse((await api("GET", path, as)).text);

/** A session in which others may see the guide's conversation and nothing of Luca's, nor of the session as a whole. */
async function furnish() {
  const { userId, workspaceId } = ada;
  const sessionId = await world.session(ada, "The title");
  const guide = await world.conversation(ada, sessionId, "guide");
  const luca = await world.conversation(ada, sessionId, "luca");
  const file = async (text: string) => {
    const fileId = randomUUID();
    const { size, sha256 } = await world.ports.files.write(fileId, new Blob([text]).stream(), 1_000);
    const row = { fileId, sessionId, ownerId: userId, workspaceId, name: `${text}.txt`, size, sha256 };
    await world.store.commit({ files: [{ ...row, mediaType: "text/plain", fileType: "txt", createdAt: world.now() }] });
    return { type: "file" as const, fileId, name: row.name, mediaType: "text/plain", size };
  };
  const files = { shown: await file(SHOWN), handed: await file(SHOWN), secret: await file(SECRET) };
  const packet = (to: typeof guide, text: string, fileId: string) => ({
    ...{ handoffId: newId(), fromSlug: "a", toSlug: to.slug, toConversationId: to.id, goal: text, facts: [] },
    ...{ openQuestions: [], files: [{ fileId, name: "n", mediaType: "text/plain", size: 1 }], createdAt: world.now() },
  });
  const toGuide = packet(guide, SHOWN, files.handed.fileId);
  const toLuca = packet(luca, SECRET, files.secret.fileId);
  const say = (to: typeof guide, text: string, carried: typeof files.shown, handed: typeof toGuide) =>
    world.say(
      to,
      { role: "system", parts: [{ type: "handoff", packet: handed }] },
      { parts: [{ type: "text", text }, carried], authorId: userId },
      { role: "assistant", parts: [{ type: "text", text }], orchestratorContext: { everything: SECRET } },
    );
  const [, , answer] = await say(guide, SHOWN, files.shown, toGuide);
  const [, , hidden] = await say(luca, SECRET, files.secret, toLuca);
  const run = (conversationId: string | null, text: string) => ({
    ...{ id: newId(), sessionId, conversationId, workspaceId, userId, type: `type ${text}`, orchestrator: `O ${text}` },
    ...{ status: "failed" as const, progress: 0, currentStep: null, steps: [], params: { text }, startedBySlug: null },
    ...{ result: null, error: null, createdAt: world.now(), startedAt: null, endedAt: null },
  });
  const runs = { shown: run(guide.id, SHOWN), secret: run(luca.id, SECRET), own: run(null, SECRET) };
  const at = world.now();
  await world.store.commit({
    newRuns: Object.values(runs),
    stateEntries: [
      {
        ...{
          stateId: newId(),
          sessionId,
          key: "state",
          stateData: SECRET,
          metadata: {},
          storedAt: at,
          expiresAt: null,
        },
        orchestratorMetadata: {
          ...{ createdByOrchestrator: null, workflowId: null, enablingServiceContributions: [], delegationChain: [] },
        },
      },
    ],
    feed: [
      {
        ...{ sessionId, ownerId: userId, at },
        facts: [
          { type: "handoff.created", conversationId: luca.id, packet: toGuide },
          { type: "handoff.created", conversationId: guide.id, packet: toLuca },
          ...Object.values(runs).map((one) => ({ type: "workflow.started" as const, run: one })),
          { type: "state.stored", key: `key ${SECRET}`, stateId: newId(), workflowId: null },
        ],
      },
    ],
  });
  return { sessionId, guide, luca, files, runs, answerId: answer?.id ?? "", hiddenId: hidden?.id ?? "" };
}

const reads = () => {
  const { sessionId, files, runs } = house;
  return {
    seen: [
      `sessions/${sessionId}`,
      `sessions/${sessionId}/view`,
      `sessions/${sessionId}/state`,
      `sessions/${sessionId}/conversations/guide`,
      `sessions/${sessionId}/conversations/${house.guide.agentId}`,
      `workflows/runs?sessionId=${sessionId}`,
      `workflows/runs/${runs.shown.id}`,
      `files/${files.shown.fileId}`,
      `files/${files.handed.fileId}`,
    ],
    notSeen: [
      `sessions/${sessionId}/conversations/luca`,
      `sessions/${sessionId}/conversations/${house.luca.agentId}`,
      `sessions/${sessionId}/state/state`,
      `workflows/runs/${runs.secret.id}`,
      `workflows/runs/${runs.own.id}`,
      `files/${files.secret.fileId}`,
      `agents/${house.luca.agentId}`,
    ],
  };
};

describe.each(["primary", "shared", "mentee", "observer"] as const)("an assigned %s", (role) => {
  test("reads the agent's conversation and nothing else of the session", async () => {
    for (const path of reads().seen) {
      const answer = await api("GET", path, people[role]);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.text, path).not.toContain(SECRET);
    }
    for (const path of reads().notSeen)
      expect([path, (await api("GET", path, people[role])).status]).toEqual([path, 404]);
    const path = `sessions/${house.sessionId}`;
    const view = await read(`${path}/view`, people[role]);
    expect(Object.keys(view.conversations)).toEqual(["guide"]);
    expect(view).toMatchObject({ title: "The title", runs: [{ id: house.runs.shown.id }], stateKeys: [] });
    expect(view.handoffs).toMatchObject([{ goal: SHOWN }]);
    expect(view.orchestratorContext.activeOrchestrators).toMatchObject([{ workflowId: house.runs.shown.id }]);
    expect(view.messages[house.guide.id]).toHaveLength(3);
    const whole = await read(path, people[role]);
    expect(Object.keys(whole.conversations)).toEqual(["guide"]);
    expect(whole.orchestratorStates).toEqual([]);
    expect((await read(`${path}/state`, people[role])).items).toEqual([]);
    expect((await read(`workflows/runs?sessionId=${house.sessionId}`, people[role])).items).toHaveLength(1);
    const { items } = await read(`${path}/conversations/guide`, people[role]);
    expect(items.map((one: { orchestratorContext: unknown }) => one.orchestratorContext)).toEqual([null, null, null]);
  });

  test("finds the session in the list with its owner, by the agents and the title that are seen", async () => {
    const listed = async (query = "") => (await read(`sessions${query}`, people[role])).items;
    const row = { id: house.sessionId, title: "The title", sharedBy: "Ada" };
    expect(await listed()).toMatchObject([row]);
    expect(await listed("?agent=guide&text=title")).toMatchObject([row]);
    expect(await listed("?agent=luca")).toEqual([]);
    expect((await read("sessions", ada)).items).toMatchObject([{ id: house.sessionId, sharedBy: null }]);
  });

  test("does nothing that is the owner's", async () => {
    const { sessionId, runs } = house;
    const before = await stored();
    for (const [method, path, body] of [
      ["PATCH", `sessions/${sessionId}`, { title: "Mine" }],
      ["PATCH", `sessions/${sessionId}`, { status: "stopped" }],
      ["POST", `sessions/${sessionId}/complete`, {}],
      ["DELETE", `sessions/${sessionId}`, undefined],
      ["POST", `sessions/${sessionId}/restore`, {}],
      ["PUT", `sessions/${sessionId}/state/mine`, { stateData: 1 }],
      ["POST", "workflow", { sessionId, workflowType: "content_analysis" }],
      ["POST", `workflows/runs/${runs.shown.id}/retry`, {}],
      ["DELETE", `workflows/runs/${runs.shown.id}`, undefined],
    ] as const)
      expect([path, await statusOf(method, path, body, people[role])]).toEqual([path, "403 forbidden"]);
    for (const [method, path, body] of [
      ["POST", `sessions/${sessionId}/conversations/luca/messages`, { text: "Hello" }],
      ["POST", `sessions/${sessionId}/conversations/content-liaison/messages`, { text: "Hello" }],
      ["POST", `sessions/${sessionId}/conversations/luca/messages/${house.hiddenId}/regenerate`, {}],
      ["POST", `sessions/${sessionId}/conversations/guide/messages/${house.hiddenId}/regenerate`, {}],
      ["POST", `sessions/${sessionId}/turns/${house.hiddenId}/stop`, {}],
      ["POST", `workflows/runs/${runs.secret.id}/retry`, {}],
      ["POST", `agents/${people[role].userId}/sessions`, { sessionId }],
    ] as const)
      expect([path, await statusOf(method, path, body, people[role])]).toEqual([path, "404 not_found"]);
    expect(await statusOf("POST", "agents/guide/sessions", { sessionId }, people[role])).toBe("404 not_found");
    expect(await statusOf("POST", "sessions", { id: sessionId }, people[role])).toBe("409 already_exists");
    expect(await stored()).toBe(before);
  });
});

const statusOf = async (method: Method, path: string, body: unknown, as: Person) => {
  const { status, code } = await api(method, path, as, body);
  return `${status} ${code}`;
};

async function stored(): Promise<string> {
  const tables = ["session_feed", "conversations", "messages", "state_entries", "workflow_runs", "files", "turns"];
  const rows = await Promise.all([
    world.pool.query("select * from sessions where id = $1", [house.sessionId]),
    ...tables.map((name) =>
      world.pool.query(`select * from ${name} t where session_id = $1 order by t::text`, [house.sessionId]),
    ),
  ]);
  return JSON.stringify(rows.map((result) => result.rows));
}

describe("writing in a conversation that one may see", () => {
  async function begin() {
    const sessionId = await world.session(ada, "To write in");
    const guide = await world.conversation(ada, sessionId, "guide");
    const [, answer] = await world.say(guide, { parts: [{ type: "text", text: "Hi" }] }, { role: "assistant" });
    return { sessionId, answerId: answer?.id ?? "", messages: `sessions/${sessionId}/conversations/guide/messages` };
  }

  test.each(["primary", "shared"] as const)(
    "a %s sends, stops and has answered anew, as the owner does",
    async (role) => {
      const { sessionId, answerId, messages } = await begin();
      const sent = await api("POST", messages, people[role], { text: "Hello" });
      expect(sent.status).toBe(202);
      const { messageId, turnId } = JSON.parse(sent.text);
      const { items } = await read(`sessions/${sessionId}/conversations/guide`, ada);
      expect(items).toContainEqual(expect.objectContaining({ id: messageId, authorId: people[role].userId }));
      await world.pool.query("update turns set status = 'completed' where id = $1", [turnId]);
      expect((await api("POST", `${messages}/${answerId}/regenerate`, people[role], {})).status).toBe(202);
      expect(await statusOf("POST", `sessions/${sessionId}/turns/${turnId}/stop`, {}, people[role])).toBe(
        "409 turn_not_active",
      );
    },
  );

  test("an observer writes nothing", async () => {
    const { sessionId, answerId, messages } = await begin();
    for (const [path, body] of [
      [messages, { text: "Hello" }],
      [`${messages}/${answerId}/regenerate`, {}],
      [`sessions/${sessionId}/turns/${answerId}/stop`, {}],
    ] as const)
      expect([path, await statusOf("POST", path, body, people.observer)]).toEqual([path, "403 forbidden"]);
  });
});

test("a role that is taken away closes what it opened, with the answer that a stranger gets", async () => {
  const bob = await world.person({ workspaceId: ada.workspaceId, role: "member" });
  await api("POST", "agents/guide/assignments", ada, { userId: bob.userId, role: "shared" });
  expect((await api("GET", reads().seen[0] ?? "", bob)).status).toBe(200);
  await api("DELETE", `agents/guide/assignments?userId=${bob.userId}`, ada);
  for (const path of [...reads().seen, ...reads().notSeen].filter((one) => !one.includes("?"))) {
    const strip = ({ status, text }: { status: number; text: string }) => [status, JSON.parse(text).detail];
    const answer = await api("GET", path, bob);
    expect(strip(answer)).toEqual(strip(await api("GET", path, people.stranger)));
    expect([path, answer.status]).toEqual([path, 404]);
  }
  expect((await read("sessions", bob)).items).toEqual([]);
  expect((await read(`workflows/runs?sessionId=${house.sessionId}`, bob)).items).toEqual([]);
});

test("a session that its owner has put away is gone for the others", async () => {
  const sessionId = await world.session(ada, "Away");
  await world.conversation(ada, sessionId, "guide");
  expect((await api("GET", `sessions/${sessionId}/view`, people.observer)).status).toBe(200);
  await api("DELETE", `sessions/${sessionId}`, ada);
  for (const path of [`sessions/${sessionId}/view`, `sessions/${sessionId}/conversations/guide`])
    expect((await api("GET", path, people.observer)).status).toBe(404);
});

test("a title made from words in another conversation is not theirs to read, one that a person gave is", async () => {
  const words = "Untold-9c1f salaries of the board";
  const sessionId = JSON.parse((await api("POST", "sessions", ada, {})).text).id;
  const say = (agent: string, text: string) =>
    api("POST", `sessions/${sessionId}/conversations/${agent}/messages`, ada, { text });
  expect((await say("luca", words)).status).toBe(202);
  expect((await say("guide", "Good morning")).status).toBe(202);
  const places = (role: AgentRole) => [
    "sessions",
    `sessions/${sessionId}`,
    `sessions/${sessionId}/view`,
    ...(role === "primary" ? [`agents/${house.guide.agentId}/history`] : []),
  ];
  const titled = async (path: string, as: Person) => (await api("GET", path, as)).text;
  for (const path of [...places("primary").slice(0, 3), "agents/guide/history"])
    expect(await titled(path, ada)).toContain("Untold-9c1f");
  const roles = ["primary", "shared", "mentee", "observer"] as const;
  for (const role of roles) {
    for (const path of places(role)) {
      const text = await titled(path, people[role]);
      expect(text).toContain(sessionId);
      expect([role, path, text.includes("Untold-9c1f")]).toEqual([role, path, false]);
    }
    expect((await read("sessions?text=Untold", people[role])).items).toEqual([]);
  }
  await api("PATCH", `sessions/${sessionId}`, ada, { title: "Board meeting" });
  for (const role of roles)
    for (const path of places(role)) expect(await titled(path, people[role])).toContain("Board meeting");
});
