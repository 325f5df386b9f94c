import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { LoadedAgent, Viewer } from "#lib/application/ports/reads.ts";
import { type AgentAppend, type Changes, mergeChanges } from "#lib/application/ports/store.ts";
import { planTurn } from "#lib/application/turns/plan-turn.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { createStore } from "./commit.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

/** A store whose statements are counted, so that a test knows what went together. */
function counted() {
  const sizes: number[] = [];
  const query = ({ values, ...statement }: { name: string; text: string; values: string[] }) => {
    sizes.push((values.map((one) => JSON.parse(one)).find((rows) => rows[0]?.userMessageId) ?? []).length);
    return world.pool.query({ ...statement, values });
  };
  return { store: createStore({ query } as never, () => {}), sizes };
}

/** A message and its accepted turn, in a session of its own. */
async function message(owner: Viewer, id: string = randomUUID()) {
  const sessionId = await world.session(owner);
  const { id: conversationId, agentId } = await world.conversation(owner, sessionId, "worker");
  const at = world.now();
  const { workspaceId, userId } = owner;
  const { changes, facts } = planTurn(
    {
      ...{ workspaceId, userId, sessionId, conversationId, agentId, at },
      ...{ slug: "worker", turnId: randomUUID(), llmConfigId: null, messageCount: 0, parentId: null },
    },
    { id, role: "user", parts: [], authorId: userId },
  );
  const sent = mergeChanges(changes, {
    sessions: [{ id: sessionId, at }],
    feed: [{ sessionId, ownerId: userId, at, facts }],
  });
  return { sessionId, agentId, sent, reads: () => world.reads.message(owner, sessionId, id) };
}

/** One after the other: the first makes the agent. */
async function messages(owner: Viewer, count: number) {
  const made: Awaited<ReturnType<typeof message>>[] = [];
  while (made.length < count) made.push(await message(owner));
  return made;
}

const append = (owner: Viewer, loaded: LoadedAgent, name: string): AgentAppend => {
  const actor = { kind: "user", userId: owner.userId, authSessionId: randomUUID() } as const;
  const recorder = { actor, correlationId: "test", now: world.now, newId: randomUUID };
  const renamed = decideAgent(recorder, loaded, [{ type: "update-profile", name, by: owner.userId, at: world.now() }]);
  if (!renamed) throw new Error("A new name changes an agent.");
  return renamed;
};

const leadsTo = ({ state, expectedVersion, events }: AgentAppend): LoadedAgent => ({
  state,
  version: expectedVersion + events.length,
  lastEventId: events.at(-1)?.id ?? "",
});

const codes = (commits: Promise<unknown>[]): Promise<string[]> =>
  Promise.all(
    commits.map((one) =>
      one.then(
        () => "written",
        (error) => errorCode(error) ?? String(error),
      ),
    ),
  );

describe("commits that start turns", () => {
  test("go together while one is on its way, and each is there", async () => {
    const owner = await world.person();
    const all = await messages(owner, 9);
    const { store, sizes } = counted();
    const commits = all.map(({ sent }) => store.commit(sent));
    expect(await codes(commits)).toEqual(all.map(() => "written"));
    expect(sizes.reduce((sum, size) => sum + size)).toBe(9);
    expect(sizes.length).toBeLessThan(4);
    for (const [index, { sessionId, reads }] of all.entries()) {
      expect(await reads()).toMatchObject({ role: "user", sequence: 1 });
      const entries = await world.reads.feedAfter(sessionId, 0, 100);
      expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, place) => place + 1));
      expect((await commits[index])?.[sessionId]).toBe(entries.length);
    }
  });

  test("a broken rule fails the one that breaks it and nobody else", async () => {
    const owner = await world.person();
    const taken = await message(owner);
    await world.store.commit(taken.sent);
    const others = await messages(owner, 9);
    const again = (await message(owner, taken.sent.messages?.[0]?.id)).sent;
    const sent: Changes[] = others.map((one) => one.sent);
    sent.splice(5, 0, again);
    const { store } = counted();
    const outcomes = await codes(sent.map((changes) => store.commit(changes)));
    expect(outcomes).toEqual(sent.map((one) => (one === again ? "already_exists" : "written")));
    for (const { reads } of others) expect(await reads()).toMatchObject({ status: "complete" });
  });

  test("an agent that has moved on fails what was decided on it, and what was decided on that", async () => {
    const [ada, eve] = [await world.person(), await world.person()];
    const [first, second, third] = [await message(ada), await message(ada), await message(ada)];
    const other = await message(eve);
    const loaded = await world.agents.load(first.agentId, ada.workspaceId);
    await world.store.commit({ agents: [append(ada, loaded, "Meanwhile")] });
    const stale = append(ada, loaded, "Stale");
    const onStale = append(ada, leadsTo(stale), "On stale");
    const eves = append(eve, await world.agents.load(other.agentId, eve.workspaceId), "Eve's");
    const evesNext = append(eve, leadsTo(eves), "Eve's next");
    const { store } = counted();
    const commits = [
      store.commit(third.sent),
      store.commit(mergeChanges(first.sent, { agents: [stale] })),
      store.commit(mergeChanges(second.sent, { agents: [onStale] })),
      store.commit(mergeChanges(other.sent, { agents: [eves] })),
      store.commit(mergeChanges((await message(eve)).sent, { agents: [evesNext] })),
    ];
    const [written, late] = ["written", "version_conflict"];
    expect(await codes(commits)).toEqual([written, late, late, written, written]);
    expect(await first.reads()).toBeNull();
    expect(await world.agents.load(first.agentId, ada.workspaceId)).toMatchObject({
      version: loaded.version + 1,
      state: { name: "Meanwhile" },
    });
    expect(await world.agents.load(other.agentId, eve.workspaceId)).toMatchObject({
      version: eves.expectedVersion + 2,
      state: { name: "Eve's next" },
    });
  });
});

describe("an append on one that is still being committed", () => {
  test("is decided on what that leads to; on one that failed, anew", async () => {
    const owner = await world.person();
    const agentId = await world.agent(owner, "guide");
    const next = () => world.agents.loadNext(agentId, owner.workspaceId);
    const first = append(owner, await next(), "First");
    const writing = world.store.commit({ agents: [first] });
    world.agents.expect(first, writing);
    expect(await next()).toMatchObject({ version: 2, state: { name: "First" } });
    expect(await world.agents.load(agentId, (await world.person()).workspaceId)).toMatchObject({ version: 0 });
    await writing;
    expect(await next()).toMatchObject({ version: 2, state: { name: "First" } });

    const lost = append(owner, await next(), "Lost");
    world.agents.expect(lost, Promise.reject(new Error("The database is away.")));
    expect(await next()).toMatchObject({ version: 3, state: { name: "Lost" } });
    await new Promise(setImmediate);
    expect(await next()).toMatchObject({ version: 2, state: { name: "First" } });
  });
});
