import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkflowWorld, type WorkflowWorld } from "#lib/testing/workflow-world.ts";
import { getStateEntry } from "./state-get.ts";
import { listStateEntries } from "./state-list.ts";
import { putStateEntry } from "./state-put.ts";

let world: WorkflowWorld;
beforeAll(async () => {
  world = await createWorkflowWorld();
});
afterAll(() => world.close());

test("what is stored under a key is read again, replaced as a whole, and told in the feed", async () => {
  const { ctx, sessionId } = await world.place([]);
  const first = await putStateEntry({ ctx, input: { sessionId, key: "notes", stateData: { a: 1 } } });
  const second = await putStateEntry({
    ctx,
    input: { sessionId, key: "notes", stateData: ["b"], metadata: { by: "me" } },
  });
  expect(second.stateId).toBe(first.stateId);
  expect(await getStateEntry({ ctx, input: { sessionId, key: "notes" } })).toEqual(second);
  expect(await listStateEntries({ ctx, input: { sessionId } })).toEqual([second]);
  expect(second).toMatchObject({ stateData: ["b"], metadata: { by: "me" }, ttl: null });
  const session = await world.reads.view({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, sessionId, 1);
  expect(session?.stateKeys).toEqual(["notes"]);
});

test("an entry with a time to live says what is left of it and is gone afterwards", async () => {
  const { ctx, sessionId } = await world.place([]);
  const now = () => new Date().toISOString();
  const own = { ...ctx, now };
  const entry = await putStateEntry({ ctx: own, input: { sessionId, key: "soon", stateData: 1, ttl: 60 } });
  expect(entry.ttl).toBe(60);
  const later = { ...ctx, now: () => new Date(Date.now() + 61_000).toISOString() };
  await expect(getStateEntry({ ctx: later, input: { sessionId, key: "soon" } })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await listStateEntries({ ctx: later, input: { sessionId } })).toEqual([]);
  expect(await listStateEntries({ ctx: own, input: { sessionId } })).toHaveLength(1);
});

test("texts that PostgreSQL cannot hold are cleaned, not refused", async () => {
  const { ctx, sessionId } = await world.place([]);
  await putStateEntry({ ctx, input: { sessionId, key: "odd", stateData: { "a\0": "b\0\ud800" } } });
  const { stateData } = await getStateEntry({ ctx, input: { sessionId, key: "odd" } });
  expect(stateData).toEqual({ a: "b\ufffd" });
});

test("a foreign session, a wrong key and too much data are refused", async () => {
  const { ctx, sessionId } = await world.place([]);
  const other = await world.place([]);
  const put = (input: object) =>
    putStateEntry({ ctx, input: { sessionId, key: "k", stateData: null, ...input } as never });
  await expect(put({ sessionId: other.sessionId })).rejects.toMatchObject({ code: "not_found" });
  await expect(put({ key: "../x" })).rejects.toMatchObject({ code: "validation_failed" });
  await expect(put({ stateData: "x".repeat(300_000) })).rejects.toMatchObject({ code: "state_entry_invalid" });
  await expect(put({ surprise: 1 })).rejects.toMatchObject({ code: "validation_failed" });
  await putStateEntry({ ctx: other.ctx, input: { sessionId: other.sessionId, key: "secret", stateData: 1 } });
  await expect(getStateEntry({ ctx, input: { sessionId: other.sessionId, key: "secret" } })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(listStateEntries({ ctx, input: { sessionId: other.sessionId } })).rejects.toMatchObject({
    code: "not_found",
  });
});
