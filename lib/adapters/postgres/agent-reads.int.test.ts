import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { createAgentReads } from "./agent-reads.ts";
import { rebuildProjections } from "./rebuild-projections.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

const rename = (name: string): AgentCommand => ({ type: "update-profile", name, by: "ada", at: world.now() });

async function change(viewer: Viewer, agentId: string, commands: AgentCommand[]): Promise<void> {
  const actor = { kind: "user", userId: viewer.userId, authSessionId: randomUUID() } as const;
  const loaded = await createAgentReads(world.pool).load(agentId, viewer.workspaceId);
  const theirs = commands.map((command) => ("by" in command ? { ...command, by: viewer.userId } : command));
  const append = decideAgent({ actor, correlationId: "test", now: world.now, newId: randomUUID }, loaded, theirs);
  if (append) await world.store.commit({ agents: [append] });
}

describe("an agent is loaded", () => {
  test("absent at version 0 when it has no events, or belongs to another workspace", async () => {
    const reads = createAgentReads(world.pool);
    const [ada, eve] = [await world.person(), await world.person()];
    const id = await world.agent(ada, "guide");
    expect(await reads.load(randomUUID(), ada.workspaceId)).toMatchObject({ version: 0, state: { status: "absent" } });
    expect(await reads.load("no-id", ada.workspaceId)).toMatchObject({ version: 0 });
    expect(await reads.load(id, ada.workspaceId)).toMatchObject({ version: 1, state: { slug: "guide" } });
    expect(await reads.load(id, eve.workspaceId)).toMatchObject({ ...absent(id, eve), version: 0 });
    expect(await reads.load(id, ada.workspaceId)).toMatchObject({ version: 1 });
  });

  test("as it is now, though another process has changed it since", async () => {
    const reads = createAgentReads(world.pool);
    const ada = await world.person();
    const id = await world.agent(ada, "guide");
    await reads.load(id, ada.workspaceId);
    await change(ada, id, [rename("Mentor"), rename("Pilot")]);
    expect(await reads.load(id, ada.workspaceId)).toMatchObject({ version: 3, state: { name: "Pilot" } });
  });

  test("the same from a snapshot as from all events, and a long log leaves a snapshot behind", async () => {
    const ada = await world.person();
    const id = await world.agent(ada, "guide");
    await change(
      ada,
      id,
      Array.from({ length: 250 }, (_, n) => rename(`Name ${n}`)),
    );
    const folded = await createAgentReads(world.pool).load(id, ada.workspaceId);
    expect(folded.version).toBe(251);
    const snapshot = () => world.pool.query("select version from agent_snapshots where agent_id = $1", [id]);
    await vi.waitFor(async () => expect((await snapshot()).rows).toEqual([{ version: 251 }]));
    await change(ada, id, [rename("Newest")]);
    await world.pool.query("update agent_events set data = '{}' where agent_id = $1 and version < 252", [id]);
    const { state, version } = await createAgentReads(world.pool).load(id, ada.workspaceId);
    expect(version).toBe(252);
    expect(state).toEqual({ ...folded.state, name: "Newest", updatedAt: "updatedAt" in state ? state.updatedAt : "" });
    const eve = await world.person();
    expect(await createAgentReads(world.pool).load(id, eve.workspaceId)).toMatchObject({ version: 0 });
  });

  const spoilt = {
    "has another shape":
      "state = jsonb_set(state, '{shape}', '0'), digest = md5(agent_id::text || version || jsonb_set(state, '{shape}', '0')::text)",
    "was changed by hand": "state = jsonb_set(state, '{agent,name}', '\"Mallory\"')",
    "claims another version": "version = 1000",
    "has lost its state": "state = 'null'",
  };

  test.each(Object.entries(spoilt))(
    "from its log alone when the snapshot %s, which is then written anew",
    async (_, set) => {
      const ada = await world.person();
      const id = await world.agent(ada, "guide");
      const names = Array.from({ length: 120 }, (_, n) => rename(`Name ${n}`));
      await change(ada, id, names);
      const folded = await createAgentReads(world.pool).load(id, ada.workspaceId);
      const snapshot = async () =>
        (await world.pool.query("select * from agent_snapshots where agent_id = $1", [id])).rows[0];
      await vi.waitFor(async () => expect(await snapshot()).toMatchObject({ version: 121 }));
      const { created_at: _at, ...sound } = await snapshot();
      await world.pool.query(`update agent_snapshots set ${set} where agent_id = $1`, [id]);
      expect(await createAgentReads(world.pool).load(id, ada.workspaceId)).toEqual(folded);
      await vi.waitFor(async () => expect(await snapshot()).toMatchObject(sound));
    },
  );

  test("never around an event of an unknown type", async () => {
    const ada = await world.person();
    const id = await world.agent(ada, "guide");
    await change(ada, id, [rename("Mentor")]);
    await world.pool.query("update agent_events set type = 'agent.renamed.v9' where agent_id = $1 and version = 2", [
      id,
    ]);
    await expect(createAgentReads(world.pool).load(id, ada.workspaceId)).rejects.toMatchObject({ code: "internal" });
  });
});

test("an event that an older version wrote is read as this one knows it, everywhere, in its own envelope", async () => {
  const ada = await world.person();
  const id = await world.agent(ada, "guide");
  const sessionId = await world.session(ada);
  const [conversationId, clientActionId, at] = [randomUUID(), randomUUID(), world.now()];
  const asked = {
    id: clientActionId,
    toolCallId: "call",
    prompt: "Go on?",
    schema: { type: "boolean" },
    expiresAt: null,
  };
  const counts = { iteration: 1, toolCallsMade: 1, pendingToolCallId: "call", snapshotMessageIds: [] };
  const executionState = { turnId: randomUUID(), ...counts, startedAt: at, suspendedAt: at };
  const answer = { clientActionId, toolCallId: "call", responderId: ada.userId, response: true };
  await change(ada, id, [
    { type: "start-session", sessionId, conversationId, sessionType: "guide", maxConcurrentSessions: null, at },
    { type: "suspend", sessionId, clientAction: { ...asked, kind: "confirm" }, executionState, at },
    { type: "respond", sessionId, ...answer, at: world.now() },
  ]);
  const page = { after: 0, limit: 100 };
  const [loaded, events] = [
    await createAgentReads(world.pool).load(id, ada.workspaceId),
    await createAgentReads(world.pool).events(id, ada.workspaceId, page),
  ];
  expect(events.at(-1)).toMatchObject({
    type: "agent.execution.resumed.v2",
    version: 6,
    data: { outcome: "answered" },
  });
  await world.pool.query(
    "update agent_events set type = 'agent.execution.resumed.v1', data = data - 'outcome' where agent_id = $1 and version = 6",
    [id],
  );
  const reads = createAgentReads(world.pool);
  expect(await reads.load(id, ada.workspaceId)).toEqual(loaded);
  expect(await reads.events(id, ada.workspaceId, page)).toEqual(events);
  expect(await reads.loadAt(id, ada.workspaceId, { time: world.now() })).toEqual(loaded);
  const wrong: string[] = [];
  const onDifference = ({ agentId, table }: { agentId: string; table: string }) =>
    void (agentId === id && wrong.push(table));
  await rebuildProjections(world.pool, { check: true, onDifference });
  expect(wrong).toEqual([]);
  await world.pool.query("delete from client_actions where agent_id = $1", [id]);
  await rebuildProjections(world.pool, { check: false, onDifference });
  expect(wrong).toEqual(["client_actions"]);
  const { rows } = await world.pool.query("select status, response from client_actions where agent_id = $1", [id]);
  expect(rows).toEqual([{ status: "answered", response: true }]);
});

test("a person finds and lists their own agents and nobody else's", async () => {
  const reads = createAgentReads(world.pool);
  const ada = await world.person();
  const colleague = await world.person(ada.workspaceId);
  const id = await world.agent(ada, "guide");
  expect(await reads.find(ada, "guide")).toBe(id);
  expect(await reads.find(ada, "luca")).toBeNull();
  expect(await reads.find(colleague, "guide")).toBeNull();
  expect(await reads.list(colleague)).toEqual([]);
  expect(await reads.list(ada)).toMatchObject([
    { id, slug: "guide", status: "active", totalSessions: 0, preferences: {} },
  ]);
  await change(ada, id, [{ type: "archive", reason: null, terminateActive: true, by: ada.userId, at: world.now() }]);
  expect(await reads.find(ada, "guide")).toBeNull();
  expect(await reads.list(ada)).toMatchObject([{ id, status: "archived" }]);
});

const absent = (id: string, { workspaceId }: Viewer) => ({ state: absentAgent(id, workspaceId) });
