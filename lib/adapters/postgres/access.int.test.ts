import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import { lookAt, viewFor } from "#lib/domain/session/access.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

const assign = (person: Viewer, agentId: string, role: AgentRole) =>
  world.pool.query(
    `insert into agent_assignments (agent_id, user_id, workspace_id, role, assigned_by, assigned_at)
     values ($1, $2, $3, $4, $2, now())
     on conflict (agent_id, user_id) do update set role = excluded.role, unassigned_at = null`,
    [agentId, person.userId, person.workspaceId, role],
  );

/** A session of Ada's with two conversations, in each of them a file, a run and what the run has left. */
async function begin() {
  const ada = await world.person();
  const sessionId = await world.session(ada, "Tax");
  const at = world.now();
  const room = async (slug: string) => {
    const talk = await world.conversation(ada, sessionId, slug);
    const [fileId, runId, stateId] = [randomUUID(), randomUUID(), randomUUID()];
    const [asked] = await world.say(talk, {
      parts: [{ type: "file", fileId, name: slug, mediaType: "text/csv", size: 1 }],
    });
    const run = {
      ...{ id: runId, sessionId, conversationId: talk.id, ...ada, type: slug, orchestrator: slug },
      status: "running",
      ...{ progress: 0, currentStep: null, steps: [], params: {}, startedBySlug: slug, result: null, error: null },
      ...{ createdAt: at, startedAt: at, endedAt: null },
    } as const;
    await world.store.commit({
      newRuns: [run],
      files: [
        {
          ...{ fileId, sessionId, ownerId: ada.userId, workspaceId: ada.workspaceId, name: slug, size: 1 },
          ...{ mediaType: "text/csv", fileType: "csv", sha256: "", createdAt: at },
        },
      ],
      stateEntries: [
        {
          ...{ stateId, sessionId, key: slug, stateData: slug, metadata: {}, storedAt: at, expiresAt: null },
          orchestratorMetadata: {
            ...{ createdByOrchestrator: slug, workflowId: runId, delegationChain: [] },
            enablingServiceContributions: [],
          },
        },
      ],
      feed: [{ sessionId, ownerId: ada.userId, at, facts: [{ type: "workflow.started", run }] }],
    });
    return { ...talk, fileId, runId, leafId: asked?.id ?? "" };
  };
  return { ada, sessionId, guide: await room("guide"), luca: await room("luca") };
}

describe("what an agent is given to answer with", () => {
  test("is what the person who asks may see: it would tell them", async () => {
    const { ada, sessionId, guide, luca } = await begin();
    const bob = await world.person(ada.workspaceId);
    await assign(bob, guide.agentId, "shared");
    const given = async ({ userId }: Viewer) => {
      const { id: conversationId, agentId, leafId } = guide;
      const asked = { sessionId, conversationId, agentId, leafId, userId };
      const { files, stateKeys, mayHandOffTo } = await world.reads.briefing(asked, 10);
      return { files: files.map(({ fileId }) => fileId), stateKeys, mayHandOffTo };
    };
    expect(await given(ada)).toEqual({
      files: expect.arrayContaining([guide.fileId, luca.fileId]),
      stateKeys: expect.arrayContaining(["guide", "luca"]),
      mayHandOffTo: null,
    });
    expect(await given(bob)).toEqual({ files: [guide.fileId], stateKeys: ["guide"], mayHandOffTo: ["guide"] });
    await assign(bob, luca.agentId, "mentee");
    expect(await given(bob)).toMatchObject({ stateKeys: expect.arrayContaining(["luca"]), mayHandOffTo: ["guide"] });
    await assign(bob, luca.agentId, "primary");
    expect((await given(bob)).mayHandOffTo).toEqual(["guide", "luca"]);
  });
});

describe("what is read", () => {
  test("is in SQL what it is in the domain: heads, views and the feed agree", async () => {
    const { ada, sessionId, guide, luca } = await begin();
    const bob = await world.person(ada.workspaceId);
    expect(await world.reads.head(bob, sessionId)).toBeNull();
    await assign(bob, guide.agentId, "observer");
    const access = (await world.reads.head(bob, sessionId))?.access;
    expect(access).toEqual({
      kind: "shared",
      roles: { [guide.agentId]: "observer" },
      conversations: { [guide.id]: "observer" },
    });
    const [whole, seen] = [await world.reads.view(ada, sessionId, 10), await world.reads.view(bob, sessionId, 10)];
    if (!access || !whole || !seen) throw new Error("Both see it.");
    const { orchestratorContext, people, ...rest } = seen;
    const { orchestratorContext: _all, people: _people, ...cut } = viewFor(access, whole);
    expect(rest).toEqual(cut);
    expect(orchestratorContext.activeOrchestrators.map(({ workflowId }) => workflowId)).toEqual([guide.runId]);
    expect(Object.keys(people).sort()).toEqual([ada.userId, bob.userId].sort());
    const feed = (await world.reads.feedAfter(sessionId, 0, 100)).map((entry) => ({ kind: "entry" as const, entry }));
    expect(JSON.stringify(lookAt(access, feed).items)).not.toContain(luca.runId);
    expect(seen.feedSequence).toBe(feed.length);
  });

  test("ends with the role, also for what was uploaded, and begins again with a new one", async () => {
    const { ada, sessionId, guide } = await begin();
    const bob = await world.person(ada.workspaceId);
    await assign(bob, guide.agentId, "shared");
    await world.pool.query("update files set owner_id = $1 where id = $2", [bob.userId, guide.fileId]);
    const sees = async () => [
      await world.reads.head(bob, sessionId),
      ...Object.values(await world.reads.heads(bob, sessionId, "guide")),
      await world.reads.file(bob, guide.fileId),
      await world.reads.run(bob, guide.runId),
      await world.reads.summary(bob, sessionId),
      (await world.reads.list(bob, { limit: 5 })).items[0] ?? null,
      (await world.reads.sharers(bob))[0] ?? null,
    ];
    expect(await sees()).not.toContain(null);
    await world.pool.query("update agent_assignments set unassigned_at = now() where user_id = $1", [bob.userId]);
    expect(new Set(await sees())).toEqual(new Set([null]));
    await assign(bob, guide.agentId, "observer");
    expect(await sees()).not.toContain(null);
  });

  test("of a workspace is nothing to a person with a role in another one", async () => {
    const { ada, sessionId, guide } = await begin();
    const bob = await world.person();
    await assign({ ...bob, workspaceId: ada.workspaceId }, guide.agentId, "primary");
    expect(await world.reads.head(bob, sessionId)).toBeNull();
    expect(await world.reads.view(bob, sessionId, 5)).toBeNull();
    expect(await world.reads.file(bob, guide.fileId)).toBeNull();
    expect((await world.reads.list(bob, { limit: 5 })).items).toEqual([]);
  });
});

test("the list has one's own and shared sessions in one order, page by page", async () => {
  const ada = await world.person();
  const carl = await world.person(ada.workspaceId);
  const ids: string[] = [];
  for (let n = 0; n < 7; n++) {
    const owner = n % 2 ? ada : carl;
    const id = await world.session(owner, `${n}`);
    const talk = await world.conversation(owner, id, "guide");
    if (owner === ada) await assign(carl, talk.agentId, "observer");
    ids.unshift(id);
  }
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await world.reads.list(carl, { limit: 2, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(ids);
});
