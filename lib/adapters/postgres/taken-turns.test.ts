import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Changes } from "#lib/application/ports/store.ts";
import { planTurn } from "#lib/application/turns/plan-turn.ts";
import { createTakenTurns, type Written } from "./taken-turns.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const at = "2026-11-21T12:00:00.000Z";

function asking(...turnIds: string[]): Changes {
  const plans = turnIds.map((turnId) =>
    planTurn(
      {
        ...{
          workspaceId: "w",
          sessionId: "s",
          conversationId: `of ${turnId}`,
          agentId: "a",
          slug: "guide",
          userId: "u",
        },
        ...{ turnId, llmConfigId: null, messageCount: 0, parentId: null, at },
      },
      { id: `question of ${turnId}`, role: "user", parts: [{ type: "text", text: "?" }], authorId: "u" },
    ),
  );
  return {
    messages: plans.flatMap(({ changes }) => changes.messages ?? []),
    turns: plans.flatMap(({ changes }) => changes.turns ?? []),
    feed: [{ sessionId: "s", ownerId: "owner", at, facts: plans.flatMap(({ facts }) => facts) }],
  };
}

/** Writes as the store does: the feed's entries follow the ten that are there. */
function createWriter(late: string[] = []) {
  const given: Changes[] = [];
  const write = async (changes: Changes): Promise<Written> => {
    given.push(changes);
    const entries = (changes.feed ?? []).flatMap((one) => one.facts);
    return { heads: { s: 10 + entries.length }, late: new Set(late) };
  };
  return { given, write };
}

test("before it is open and after it is closed, changes are written as they are", async () => {
  const taken = createTakenTurns("me");
  const { given, write } = createWriter();
  const changes = asking("t");
  await taken.claiming(changes, write);
  taken.open();
  await taken.claiming({ messages: changes.messages ?? [] }, write);
  await taken.close(never);
  await taken.claiming(changes, write);
  expect(given).toEqual([changes, { messages: changes.messages }, changes]);
  expect(taken.begin("t")).toBeNull();
});

test("turns are accepted as this process's, and their sessions hear so after all else", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  const { given, write } = createWriter();
  const { heads } = await taken.claiming(asking("t1", "t2"), write);
  expect(given[0]?.turns).toMatchObject([{ id: "t1", executorId: "me" }, { executorId: "me" }]);
  const facts = given[0]?.feed?.flatMap((one) => one.facts) ?? [];
  expect(facts.map((fact) => fact.type)).toEqual([
    ...["message.created", "message.created", "message.created", "message.created"],
    ...["turn.started", "turn.started"],
  ]);
  // Whoever follows from there is told that the turns have begun.
  expect(heads).toEqual({ s: 14 });
  expect(taken.begin("t2")).toMatchObject({ id: "t2", epoch: 1, segment: 0, sequence: 16, sessionOwnerId: "owner" });
  const first = taken.begin("t1");
  expect(first).toMatchObject({ sequence: 15, acceptedAt: at, stopRequested: false, conversationId: "of t1" });
  expect(first?.message).toEqual(
    expect.objectContaining({ id: "t1", role: "assistant", parentId: "question of t1", sequence: 2 }),
  );
  expect(first?.message).not.toHaveProperty("sessionId");
});

test("a turn begins once this way, and not after a second: by then its row may tell otherwise", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  await taken.claiming(asking("now", "later"), createWriter().write);
  expect(taken.begin("now")?.id).toBe("now");
  expect(taken.begin("now")).toBeNull();
  vi.advanceTimersByTime(1_000);
  expect(taken.begin("later")).toBeNull();
});

test("a turn of which its row knows more is not begun this way", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  await taken.claiming(asking("stopped"), createWriter().write);
  taken.forget("stopped");
  expect(taken.begin("stopped")).toBeNull();
});

test("what was not written is not begun", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  const late = await taken.claiming(asking("late"), createWriter(["a"]).write);
  expect([...late.late]).toEqual(["a"]);
  const broken = taken.claiming(asking("broken"), () => Promise.reject(new Error("no")));
  await expect(broken).rejects.toThrow("no");
  expect([taken.begin("late"), taken.begin("broken")]).toEqual([null, null]);
  expect(taken.pending()).toEqual([]);
});

test("a turn without its message is refused before anything is written", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  const { given, write } = createWriter();
  await expect(taken.claiming({ turns: asking("t").turns ?? [] }, write)).rejects.toThrow("accepted with its message");
  expect(given).toEqual([]);
});

test("a turn is pending while it is being committed and until it begins, a second at most", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  const { write } = createWriter();
  const answer = Promise.withResolvers<void>();
  const claiming = taken.claiming(asking("t"), (changes) => answer.promise.then(() => write(changes)));
  expect(taken.pending()).toEqual(["t"]);
  answer.resolve();
  await claiming;
  expect(taken.pending()).toEqual(["t"]);
  taken.begin("t");
  expect(taken.pending()).toEqual([]);
  await taken.claiming(asking("forgotten"), write);
  vi.advanceTimersByTime(1_000);
  expect(taken.pending()).toEqual([]);
});

test("a process that leaves waits until what it is taking has begun, or until there is no more time", async () => {
  const taken = createTakenTurns("me");
  taken.open();
  const answer = Promise.withResolvers<void>();
  const { write } = createWriter();
  const claiming = taken.claiming(asking("t"), (changes) => answer.promise.then(() => write(changes)));
  let closed = false;
  const closing = taken.close(never).then(() => {
    closed = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(closed).toBe(false);
  answer.resolve();
  await claiming;
  expect(taken.begin("t")?.id).toBe("t");
  await vi.advanceTimersByTimeAsync(10);
  await closing;

  const hurried = createTakenTurns("me");
  hurried.open();
  void hurried.claiming(asking("t"), () => new Promise(() => {}));
  const hurry = new AbortController();
  const ending = hurried.close(hurry.signal);
  hurry.abort();
  await vi.advanceTimersByTimeAsync(10);
  await ending;
});
