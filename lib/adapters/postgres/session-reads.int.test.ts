import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { NewFile } from "#lib/application/ports/store.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

const file = ({ workspaceId, userId }: Viewer, sessionId: string): NewFile => ({
  fileId: randomUUID(),
  workspaceId,
  sessionId,
  ownerId: userId,
  name: "Ümsätze.csv",
  mediaType: "text/csv",
  fileType: "csv",
  size: 5_000_000_000,
  sha256: "00",
  createdAt: world.now(),
});

const entry = (sessionId: string, key: string, expiresAt: string | null = null) => ({
  stateId: randomUUID(),
  sessionId,
  key,
  stateData: { key },
  orchestratorMetadata: {
    createdByOrchestrator: "ContentAnalysisOrchestrator",
    workflowId: null,
    enablingServiceContributions: [],
    delegationChain: [],
  },
  metadata: {},
  storedAt: world.now(),
  expiresAt,
});

const run = ({ workspaceId, userId }: Viewer, sessionId: string, type = "content_analysis") => ({
  id: randomUUID(),
  workspaceId,
  userId,
  sessionId,
  conversationId: null,
  type,
  orchestrator: "ContentAnalysisOrchestrator",
  status: "queued" as const,
  progress: 0,
  currentStep: null,
  steps: [],
  params: { fileIds: [] },
  startedBySlug: null,
  result: null,
  error: null,
  createdAt: world.now(),
  startedAt: null,
  endedAt: null,
});

/** A session with one of everything. */
async function fullSession(owner: Viewer) {
  const sessionId = await world.session(owner, "Full");
  const guide = await world.conversation(owner, sessionId, "guide");
  const [message] = await world.say(guide, {});
  const [stored, running, state] = [file(owner, sessionId), run(owner, sessionId), entry(sessionId, "sales")];
  await world.store.commit({ files: [stored], newRuns: [running], stateEntries: [state] });
  return { sessionId, message, stored, running, state };
}

test("whoever is not its owner finds nothing of a session, by any id", async () => {
  const owner = await world.person();
  const { sessionId, message, stored, running } = await fullSession(owner);
  const foreign = await world.person();
  const colleague = await world.person(owner.workspaceId);
  const everything = async (viewer: Viewer) => ({
    head: await world.reads.head(viewer, sessionId),
    ...(await world.reads.heads(viewer, sessionId, "guide")),
    summary: await world.reads.summary(viewer, sessionId),
    view: await world.reads.view(viewer, sessionId, 10),
    messages: await world.reads.messages(viewer, sessionId, "guide", { limit: 10 }),
    message: await world.reads.message(viewer, sessionId, message?.id ?? ""),
    file: await world.reads.file(viewer, stored.fileId),
    stateEntry: await world.reads.stateEntry(viewer, sessionId, "sales"),
    run: await world.reads.run(viewer, running.id),
    files: (await world.reads.files(viewer, sessionId))[0] ?? null,
    stateEntries: (await world.reads.stateEntries(viewer, sessionId))[0] ?? null,
    runs: (await world.reads.runs(viewer, { sessionId, limit: 10 })).items[0] ?? null,
    allRuns: (await world.reads.runs(viewer, { limit: 10 })).items[0] ?? null,
  });
  const seen = await everything(owner);
  expect(Object.entries(seen).filter(([, value]) => value === null)).toEqual([]);
  for (const viewer of [foreign, colleague, { ...owner, workspaceId: foreign.workspaceId }])
    expect(Object.entries(await everything(viewer)).filter(([, value]) => value !== null)).toEqual([]);
});

test("the agents of some sessions are told for each of them", async () => {
  const ada = await world.person();
  const [one, other] = [await world.session(ada), await world.session(ada)];
  for (const slug of ["luca", "guide"]) await world.conversation(ada, one, slug);
  await world.conversation(ada, other, "guide");
  const empty = await world.session(ada);
  const found = await world.reads.agentsIn([one, other, empty, randomUUID()]);
  expect(found).toEqual(
    new Map([
      [one, ["guide", "luca"]],
      [other, ["guide"]],
    ]),
  );
});

test("what is no id is not there", async () => {
  const owner = await world.person();
  expect(await world.reads.head(owner, "1; drop table sessions")).toBeNull();
  expect(await world.reads.view(owner, "", 10)).toBeNull();
  expect(await world.reads.message(owner, randomUUID(), "x")).toBeNull();
  expect(await world.reads.file(owner, "x")).toBeNull();
  expect(await world.reads.runs(owner, { sessionId: "x", limit: 1 })).toEqual({ items: [], nextCursor: null });
});

test("heads say what a verb needs before it writes", async () => {
  const owner = await world.person();
  const sessionId = await world.session(owner, "Sales");
  const { workspaceId, userId: ownerId } = owner;
  const access = { kind: "owner" };
  const state = { title: "Sales", status: "active", hidden: false, deleted: false, feedSequence: 1, titleFrom: null };
  const head = { id: sessionId, access, workspaceId, ownerId, ...state };
  expect(await world.reads.head(owner, sessionId)).toEqual(head);
  expect(await world.reads.heads(owner, sessionId, "guide")).toEqual({ session: head, conversation: null });
  const guide = await world.conversation(owner, sessionId, "guide");
  const [, last] = await world.say(guide, {}, {});
  expect((await world.reads.heads(owner, sessionId, "guide")).conversation).toEqual({
    id: guide.id,
    sessionId,
    agentId: guide.agentId,
    slug: "guide",
    messageCount: 2,
    lastMessageId: last?.id,
    activeTurn: null,
  });
});

describe("the history that a model is told", () => {
  const texts = (messages: Message[]) =>
    messages.map((one) => one.parts.map((part) => "text" in part && part.text).join());
  const text = (text: string): Partial<Message> => ({ parts: [{ type: "text", text }] });
  const history = async (
    of: { id: string; sessionId: string; agentId: string; owner: Viewer },
    leafId: string,
    limit: number,
  ) => {
    const { id: conversationId, sessionId, agentId, owner } = of;
    const { userId } = owner;
    return (await world.reads.briefing({ sessionId, conversationId, agentId, leafId, userId }, limit)).history;
  };

  test("is the branch up to the message, oldest first, and only what is settled", async () => {
    const owner = await world.person();
    const guide = await world.conversation(owner, await world.session(owner), "guide");
    const [, , second] = await world.say(
      guide,
      text("one"),
      { ...text("two"), role: "assistant", status: "stopped" },
      text("three"),
      { ...text("four"), role: "assistant", status: "streaming" },
    );
    const [other] = await world.say(guide, { ...text("three, differently"), parentId: second?.parentId ?? null });
    expect(texts(await history(guide, second?.id ?? "", 10))).toEqual(["one", "two", "three"]);
    expect(texts(await history(guide, other?.id ?? "", 10))).toEqual(["one", "two", "three, differently"]);
    expect(texts(await history(guide, guide.lastId ?? "", 2))).toEqual(["two", "three, differently"]);
    expect(await history({ ...guide, id: randomUUID() }, other?.id ?? "", 10)).toEqual([]);
  });

  test("reaches past messages that have not settled", async () => {
    const owner = await world.person();
    const guide = await world.conversation(owner, await world.session(owner), "guide");
    await world.say(guide, text("one"), { ...text("two"), role: "assistant", status: "suspended" }, text("three"));
    expect(texts(await history(guide, guide.lastId ?? "", 2))).toEqual(["one", "three"]);
  });
});

test("the feed after a sequence holds every entry once and in order", async () => {
  const owner = await world.person();
  const sessionId = await world.session(owner);
  const guide = await world.conversation(owner, sessionId, "guide");
  await world.say(guide, {}, {}, {});
  const all = await world.reads.feedAfter(sessionId, 0, 100);
  expect(all.map((one) => one.sequence)).toEqual([1, 2, 3, 4, 5]);
  expect(all).toEqual(world.entries.slice(-5));
  expect(await world.reads.feedAfter(sessionId, 2, 2)).toEqual(all.slice(2, 4));
});

test("files, state entries and runs come back as they were stored", async () => {
  const owner = await world.person();
  const { sessionId, stored, state, running } = await fullSession(owner);
  const { workspaceId: _workspace, ...facts } = stored;
  expect(await world.reads.files(owner, sessionId)).toEqual([facts]);
  expect(await world.reads.stateEntry(owner, sessionId, "sales")).toEqual(state);
  const { workspaceId: _ofRun, userId: _user, ...asRun } = running;
  expect(await world.reads.run(owner, running.id)).toEqual(asRun);
});

test("a state entry whose time has run out is not there", async () => {
  const owner = await world.person();
  const sessionId = await world.session(owner);
  const past = "2020-01-01T00:00:00.000Z";
  await world.store.commit({ stateEntries: [entry(sessionId, "old", past), entry(sessionId, "new")] });
  expect((await world.reads.stateEntries(owner, sessionId)).map((one) => one.key)).toEqual(["new"]);
  expect(await world.reads.stateEntry(owner, sessionId, "old")).toBeNull();
  expect((await world.reads.view(owner, sessionId, 1))?.stateKeys).toEqual(["new"]);
});

test("runs come newest first, page by page, of one session or of all", async () => {
  const owner = await world.person();
  const [here, there] = [await world.session(owner), await world.session(owner)];
  const all = [run(owner, here, "a"), run(owner, here, "b"), run(owner, there, "a")];
  await world.store.commit({ newRuns: all });
  const newestFirst = all.map((one) => one.id).reverse();
  const first = await world.reads.runs(owner, { limit: 2 });
  expect(first.items.map((one) => one.id)).toEqual(newestFirst.slice(0, 2));
  const second = await world.reads.runs(owner, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second).toMatchObject({ items: [{ id: newestFirst[2] }], nextCursor: null });
  expect((await world.reads.runs(owner, { sessionId: here, limit: 9 })).items).toHaveLength(2);
  expect((await world.reads.runs(owner, { type: "a", limit: 9 })).items).toHaveLength(2);
});
