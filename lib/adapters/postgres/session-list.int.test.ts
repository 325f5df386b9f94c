import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page, SessionFilter, SessionSummary, Viewer } from "#lib/application/ports/reads.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

const list = (viewer: Viewer, filter: Partial<SessionFilter> = {}) =>
  world.reads.list(viewer, { limit: 50, ...filter });
const titles = (page: Page<SessionSummary>) => page.items.map((one) => one.title);

async function pages(viewer: Viewer, limit: number): Promise<(string | null)[][]> {
  const all: (string | null)[][] = [];
  let cursor: string | null | undefined;
  do {
    const page: Page<SessionSummary> = await list(viewer, { limit, ...(cursor ? { cursor } : {}) });
    all.push(titles(page));
    cursor = page.nextCursor;
  } while (cursor);
  return all;
}

describe("the list of sessions", () => {
  test("comes newest activity first, page by page, each session once, also where times are equal", async () => {
    const owner = await world.person();
    const same = world.now();
    for (const title of ["one", "two", "three"]) await world.session(owner, title, same);
    const newest = await world.session(owner, "newest");
    const paged = await pages(owner, 2);
    expect(paged.map((page) => page.length)).toEqual([2, 2]);
    expect(paged.flat()[0]).toBe("newest");
    expect(paged.flat().toSorted()).toEqual(["newest", "one", "three", "two"]);
    await world.store.commit({ sessions: [{ id: newest, at: "2020-01-01T00:00:00.000Z" }] });
    expect((await pages(owner, 2)).flat().at(-1)).toBe("newest");
  });

  test("shows neither hidden nor deleted sessions, nor anybody else's", async () => {
    const owner = await world.person();
    const [colleague, stranger] = [await world.person(owner.workspaceId), await world.person()];
    await world.session(owner, "mine");
    await world.session(colleague, "theirs");
    const deleted = await world.session(owner, "deleted");
    await world.store.commit({ sessions: [{ id: deleted, deletedAt: world.now(), at: world.now() }] });
    const hidden = { id: randomUUID(), workspaceId: owner.workspaceId, ownerId: owner.userId, hidden: true };
    await world.store.commit({ newSessions: [{ ...hidden, title: "hidden", metadata: {}, at: world.now() }] });
    expect(titles(await list(owner))).toEqual(["mine"]);
    expect(titles(await list(stranger))).toEqual([]);
    expect(titles(await list({ ...owner, workspaceId: stranger.workspaceId }))).toEqual([]);
  });

  test("is filtered by status, agent and text, and text is no pattern", async () => {
    const owner = await world.person();
    const done = await world.session(owner, "100% of sales");
    await world.session(owner, "1000 sales");
    await world.store.commit({
      sessions: [{ id: done, status: "completed", completedAt: world.now(), at: world.now() }],
    });
    await world.conversation(owner, done, "luca");
    expect(titles(await list(owner, { status: "completed" }))).toEqual(["100% of sales"]);
    expect(titles(await list(owner, { agent: "luca" }))).toEqual(["100% of sales"]);
    expect(titles(await list(owner, { text: "SALES" }))).toHaveLength(2);
    expect(titles(await list(owner, { text: "0%" }))).toEqual(["100% of sales"]);
    expect(titles(await list(owner, { text: "1_0" }))).toEqual([]);
    expect(titles(await list(owner, { text: "sales", status: "active", agent: "luca" }))).toEqual([]);
  });

  test("counts what runs and what waits", async () => {
    const owner = await world.person();
    const sessionId = await world.session(owner, "busy");
    const turn = async (slug: string, status: string) => {
      const conversation = await world.conversation(owner, sessionId, slug);
      const [asked] = await world.say(conversation, {});
      await world.pool.query(
        `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, status, accepted_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
        [
          randomUUID(),
          owner.workspaceId,
          sessionId,
          conversation.id,
          conversation.agentId,
          slug,
          owner.userId,
          asked?.id,
          status,
        ],
      );
    };
    const run = (type: string, status: string) =>
      world.pool.query(
        `insert into workflow_runs (id, workspace_id, session_id, user_id, type, orchestrator, status, params, created_at)
         values ($1, $2, $3, $4, $5, 'O', $6, '{}', now())`,
        [randomUUID(), owner.workspaceId, sessionId, owner.userId, type, status],
      );
    await turn("guide", "accepted");
    await turn("luca", "running");
    await turn("content-liaison", "suspended");
    await turn("analyst", "completed");
    await run("content_analysis", "queued");
    await run("insights", "waiting");
    await run("full_analysis", "failed");
    const summary = await world.reads.summary(owner, sessionId);
    expect(summary).toMatchObject({ running: 3, waiting: 2 });
    expect((await list(owner)).items).toEqual([summary]);
  });

  test.each(["x", "bm9uc2Vuc2U", Buffer.from(`2026-13-01T00:00:00.000Z ${randomUUID()}`).toString("base64url")])(
    "refuses a cursor that it did not make: %j",
    async (cursor) => {
      await expect(list(await world.person(), { cursor })).rejects.toMatchObject({ code: "validation_failed" });
    },
  );
});
