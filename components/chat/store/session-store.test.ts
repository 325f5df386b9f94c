import { describe, expect, test } from "vitest";
import type { Answer } from "#components/api/request.ts";
import type { SessionApi } from "#components/chat/session-api.ts";
import { keepOlder } from "#components/chat/store/older.ts";
import { createSessionStore, type StoreWorld } from "#components/chat/store/session-store.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { FeedFact, LiveItem } from "#lib/domain/session/feed.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

const at = "2026-01-01T00:00:00.000Z";

const emptyView = (): SessionView => ({
  id: "s",
  ownerId: "u",
  title: null,
  subject: null,
  status: "active",
  deleted: false,
  feedSequence: 0,
  conversations: { guide: { conversationId: "g", agentId: "a", slug: "guide", messageCount: 0, lastMessageAt: null } },
  messages: { g: [] },
  olderCursor: {},
  turns: {},
  clientActions: {},
  drafts: [],
  roles: null,
  people: {},
  runs: [],
  handoffs: [],
  stateKeys: [],
  orchestratorContext: emptyOrchestratorContext,
  metadata: {},
  createdAt: at,
  updatedAt: at,
  lastActivityAt: at,
  completedAt: null,
  expiresAt: null,
});

const message = (id: string, role: Message["role"], text = "", extra: Partial<Message> = {}): Message => ({
  id,
  conversationId: "g",
  sequence: 1,
  parentId: null,
  role,
  parts: text ? [{ type: "text", text }] : [],
  status: "complete",
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: at,
  ...extra,
});

const entries = (...facts: FeedFact[]): LiveItem[] =>
  facts.map((fact, index) => ({ kind: "entry", entry: { ...fact, sequence: index + 1, at } }));

const begun: FeedFact[] = [
  { type: "message.created", conversationId: "g", message: message("t", "assistant", "", { status: "streaming" }) },
  { type: "turn.started", conversationId: "g", turnId: "t", epoch: 1, part: 0, model: null },
];
const ended: FeedFact = {
  type: "turn.completed",
  conversationId: "g",
  turnId: "t",
  message: message("t", "assistant", "Hello"),
};
const delta = (offset: number, text: string): LiveItem => ({
  kind: "delta",
  delta: { turnId: "t", messageId: "t", conversationId: "g", epoch: 1, part: 0, kind: "text", offset, text },
});

const refusal = (status: number, code: string, detail = code): Answer<never> => ({
  ok: false,
  problem: { status, code, detail, errors: [] },
});
type Sent = Answer<{ messageId: string; turnId: string; feedSequence: number }>;
const sent: Sent = {
  ok: true,
  body: { messageId: "m", turnId: "t", feedSequence: 99 },
};

function setUp(answers: Partial<SessionApi> = {}, view = emptyView()) {
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const posts: string[] = [];
  let resubscribed = 0;
  let clock = at;
  let ids = 0;
  const unexpected = async () => refusal(500, "unexpected");
  const world: StoreWorld = {
    api: {
      view: unexpected,
      older: unexpected,
      stop: unexpected,
      regenerate: unexpected,
      approveDraft: unexpected,
      rejectDraft: unexpected,
      cancelRun: unexpected,
      retryRun: unexpected,
      ...answers,
      send: async (session, outgoing) => {
        posts.push(outgoing.id);
        return answers.send ? answers.send(session, outgoing) : sent;
      },
    },
    newId: () => `m${++ids}`,
    now: () => clock,
    nextFrame: (callback) => frames.push(callback),
    after: (_ms, callback) => timers.push(callback),
    resubscribe: () => {
      resubscribed += 1;
    },
    notify: () => {},
    saveOutbox: () => {},
    signedOut: () => {},
  };
  const store = createSessionStore(view, "guide", world);
  const run = (queue: (() => void)[]) => {
    for (const callback of queue.splice(0)) callback();
  };
  return {
    store,
    posts,
    frame: () => run(frames),
    waited: () => run(timers),
    setClock: (time: string) => {
      clock = time;
    },
    settled: () => new Promise<void>((resolve) => setImmediate(resolve)),
    resubscribed: () => resubscribed,
    text: () => store.getState().view.messages.g?.at(-1)?.parts[0],
  };
}

describe("live text", () => {
  test("everything that arrives within a frame is drawn once", () => {
    const { store, frame, text } = setUp();
    let drawn = 0;
    store.subscribe(() => {
      drawn += 1;
    });
    for (const item of [...entries(...begun), delta(0, "He"), delta(2, "llo"), delta(5, ", you")]) store.receive(item);
    frame();
    expect(text()).toEqual({ type: "text", text: "Hello, you" });
    expect(drawn).toBe(1);
  });

  test("a gap is closed by reading the session again and going on after it", async () => {
    const fresh = { ...emptyView(), feedSequence: 9 };
    const { store, frame, settled, resubscribed } = setUp({ view: async () => ({ ok: true, body: fresh }) });
    store.receive({ kind: "entry", entry: { type: "hidden", sequence: 5 } });
    frame();
    await settled();
    expect(store.getState().view.feedSequence).toBe(9);
    expect(resubscribed()).toBe(1);
  });

  test("a gap is read again until it is closed", async () => {
    const answers: Answer<SessionView>[] = [
      refusal(503, "unavailable"),
      { ok: true, body: { ...emptyView(), feedSequence: 9 } },
    ];
    const { store, frame, settled, waited } = setUp({ view: async () => answers.shift() as Answer<SessionView> });
    store.receive({ kind: "entry", entry: { type: "hidden", sequence: 5 } });
    frame();
    await settled();
    waited();
    await settled();
    expect(store.getState().view.feedSequence).toBe(9);
  });
});

describe("a session that is not one's own", () => {
  test("is gone when it may not be read any more, and back with another role, also while that is being found out", async () => {
    const back: Answer<SessionView> = { ok: true, body: { ...emptyView(), feedSequence: 9 } };
    const answers: Answer<SessionView>[] = [refusal(404, "not_found"), refusal(404, "not_found"), back];
    const { store, settled, resubscribed } = setUp({ view: async () => answers.shift() as Answer<SessionView> });
    store.reload();
    await settled();
    expect([store.getState().gone, resubscribed()]).toEqual([true, 0]);
    store.reload();
    store.reload();
    await settled();
    await settled();
    expect([store.getState().gone, resubscribed(), answers]).toEqual([false, 1, []]);
  });
});

describe("sending", () => {
  test("a message that was taken long ago, before what the page shows, waits for no word of it", async () => {
    const { store, settled } = setUp({
      send: async () => ({ ok: true, body: { messageId: "m1", turnId: "t", feedSequence: 0 } }),
    });
    store.send("Hi", []);
    await settled();
    expect(store.getState().outbox).toEqual([]);
  });

  test("a message is shown at once and leaves the outbox when the feed has it", async () => {
    const { store, posts, frame, settled } = setUp();
    store.send("Hi", []);
    expect(store.getState().outbox).toMatchObject([{ id: "m1", text: "Hi", status: "sending" }]);
    await settled();
    for (const item of entries({ type: "message.created", conversationId: "g", message: message("m1", "user", "Hi") }))
      store.receive(item);
    frame();
    expect(store.getState().outbox).toEqual([]);
    expect(posts).toEqual(["m1"]);
  });

  test("a failure that passes is tried again with the same id", async () => {
    const answers: Sent[] = [refusal(503, "unavailable"), sent];
    const { store, posts, settled, waited } = setUp({ send: async () => answers.shift() ?? sent });
    store.send("Hi", []);
    await settled();
    waited();
    await settled();
    expect(posts).toEqual(["m1", "m1"]);
  });

  test("a refused message stays with its reason, and can be tried again or discarded", async () => {
    const { store, settled } = setUp({ send: async () => refusal(422, "validation_failed", "Too long.") });
    store.send("Hi", []);
    await settled();
    expect(store.getState().outbox).toMatchObject([{ status: "failed", problem: "Too long." }]);
    store.sendAgain("m1");
    expect(store.getState().outbox).toMatchObject([{ status: "sending" }]);
    await settled();
    store.discard("m1");
    expect(store.getState().outbox).toEqual([]);
  });

  test("a message that a limit holds back is kept, says when it goes, and goes by itself then and not before", async () => {
    const detail = "You may send 60 messages a minute. Try again in 20 seconds.";
    const held = {
      ok: false,
      problem: { status: 429, code: "rate_limited", detail, errors: [], retryAfterSeconds: 20 },
    };
    const answers = [held as Answer<never>, sent];
    const { store, posts, frame, waited, settled, setClock } = setUp({ send: async () => answers.shift() ?? sent });
    store.send("Hi", []);
    store.send("And more", []);
    await settled();
    expect(store.getState().outbox[0]).toMatchObject({
      text: "Hi",
      status: "waiting",
      problem: detail,
    });
    store.receive({ kind: "entry", entry: { type: "session.renamed", title: "T", sequence: 1, at } });
    frame();
    await settled();
    expect(posts).toEqual(["m1"]);
    setClock(new Date(Date.parse(at) + 20_000).toISOString());
    waited();
    await settled();
    expect(posts).toEqual(["m1", "m1"]);
  });

  test("a message that was held back when the page was left goes when its time has come", async () => {
    const { store, posts, waited, settled, setClock } = setUp();
    const notBefore = new Date(Date.parse(at) + 5_000).toISOString();
    const kept = { id: "kept", slug: "guide", text: "Hi", files: [], attempts: 0, problem: null, answers: null };
    store.resume([{ ...kept, status: "waiting", createdAt: at, notBefore }]);
    await settled();
    expect(posts).toEqual([]);
    setClock(notBefore);
    waited();
    await settled();
    expect(posts).toEqual(["kept"]);
  });

  test("what is written offline is sent on return", async () => {
    const { store, posts, settled } = setUp();
    store.setOnline(false);
    store.send("Hi", []);
    await settled();
    expect(posts).toEqual([]);
    store.setOnline(true);
    await settled();
    expect(posts).toEqual(["m1"]);
  });

  test("a message waits for the running answer and then goes by itself", async () => {
    const { store, posts, frame, settled } = setUp();
    for (const item of entries(...begun)) store.receive(item);
    frame();
    store.send("And then?", []);
    await settled();
    expect(posts).toEqual([]);
    store.receive({ kind: "entry", entry: { ...ended, sequence: 3, at } });
    frame();
    await settled();
    expect(posts).toEqual(["m1"]);
  });

  test("messages of one conversation keep their order", async () => {
    const { store, posts, settled } = setUp();
    store.send("one", []);
    store.send("two", []);
    await settled();
    expect(posts).toEqual(["m1"]);
  });

  test("an answer that started elsewhere only makes the message wait", async () => {
    const { store, settled } = setUp({ send: async () => refusal(409, "turn_in_progress") });
    store.send("Hi", []);
    await settled();
    expect(store.getState().outbox).toMatchObject([{ status: "waiting", problem: null }]);
  });
});

describe("tabs", () => {
  const packet = {
    handoffId: "h",
    fromSlug: "guide",
    toSlug: "luca",
    toConversationId: "l",
    goal: "Sums",
    facts: [],
    openQuestions: [],
    files: [],
    createdAt: at,
  };
  const luca = { conversationId: "l", agentId: "b", slug: "luca", messageCount: 0, lastMessageAt: null };

  test("a hand-off by the agent on screen is offered until its tab is open", () => {
    const { store, frame } = setUp();
    for (const item of entries({ type: "handoff.created", conversationId: "l", packet })) store.receive(item);
    frame();
    expect(store.getState().offer).toEqual(packet);
    store.open("luca");
    expect(store.getState()).toMatchObject({ active: "luca", offer: null });
  });

  test("an answer in another tab marks it unread until it is opened", () => {
    const { store, frame } = setUp();
    const answer = message("x", "assistant", "Done", { conversationId: "l" });
    for (const item of entries(
      { type: "conversation.started", conversationId: "l", conversation: luca },
      { type: "turn.completed", conversationId: "l", turnId: "x", message: answer },
    ))
      store.receive(item);
    frame();
    expect(store.getState().unread).toEqual(["luca"]);
    store.open("luca");
    expect(store.getState().unread).toEqual([]);
  });
});

describe("older messages", () => {
  test("the page before is put in front, without repeats", async () => {
    const view = { ...emptyView(), messages: { g: [message("b", "user")] }, olderCursor: { g: "2" } };
    const page = { items: [message("a", "user"), message("b", "user")], nextCursor: null };
    const { store } = setUp({ older: async () => ({ ok: true, body: page }) }, view);
    await store.loadOlder("guide");
    expect(store.getState().view.messages.g?.map((one) => one.id)).toEqual(["a", "b"]);
    expect(store.getState().view.olderCursor.g).toBeNull();
  });

  test("pages that were loaded survive a fresh view", () => {
    const [a, b, c] = ["a", "b", "c"].map((id) => message(id, "user")) as [Message, Message, Message];
    const old = { ...emptyView(), messages: { g: [a, b] }, olderCursor: { g: null } };
    const fresh = { ...emptyView(), messages: { g: [b, c] }, olderCursor: { g: "2" } };
    expect(keepOlder(old, fresh)).toMatchObject({ messages: { g: [a, b, c] }, olderCursor: { g: null } });
  });
});

describe("while a question waits", () => {
  const question: OpenClientAction = {
    ...{ id: "q", toolCallId: "c", kind: "confirm", prompt: "Shall I?", schema: { type: "boolean" } },
    ...{ expiresAt: null, conversationId: "g", turnId: "t", agentId: "a", requestedAt: at },
  };
  const asked: FeedFact[] = [
    ...begun,
    { type: "client-action.requested", conversationId: "g", action: question },
    {
      type: "turn.suspended",
      conversationId: "g",
      turnId: "t",
      message: message("t", "assistant", "", { status: "suspended" }),
    },
  ];
  const answered: FeedFact = {
    ...{ type: "client-action.answered", conversationId: "g", turnId: "t", clientActionId: "q" },
    ...{ outcome: "answered", response: true, responderId: "u" },
  };

  test("words that it takes go at once and are no message", async () => {
    const { store, posts, frame, settled } = setUp();
    for (const item of entries(...asked)) store.receive(item);
    frame();
    store.send("yes", []);
    await settled();
    expect([posts, store.getState().outbox]).toEqual([["m1"], []]);
  });

  test("words that it does not take are kept, and are a message once the turn has ended", async () => {
    const replies = [
      refusal(409, "response_pending"),
      { ok: true, body: { messageId: "m1", turnId: "t2", feedSequence: 99 } } as const,
    ];
    const { store, posts, frame, settled } = setUp({ send: async () => replies.shift() ?? sent });
    for (const item of entries(...asked)) store.receive(item);
    frame();
    store.send("What do you mean?", []);
    await settled();
    expect(store.getState().outbox).toMatchObject([{ text: "What do you mean?", status: "waiting", problem: null }]);
    for (const item of entries(...asked, answered, ended)) store.receive(item);
    frame();
    await settled();
    expect(posts).toEqual(["m1", "m1"]);
  });

  test("what was written before it was asked is never taken for its answer", async () => {
    const { store, posts, frame, settled } = setUp();
    for (const item of entries(...begun)) store.receive(item);
    frame();
    store.send("yes", []);
    for (const item of entries(...asked)) store.receive(item);
    frame();
    await settled();
    expect(posts).toEqual([]);
  });

  test("its end is remembered with what was said, also when the page had to read the session again", async () => {
    const looking = setUp();
    for (const item of entries(...asked)) looking.store.receive(item);
    looking.frame();
    for (const item of entries(...asked, answered)) looking.store.receive(item);
    looking.frame();
    expect(looking.store.getState().ended.q).toMatchObject({ action: question, end: { response: true }, at });

    const away = setUp({ view: async () => ({ ok: true, body: { ...emptyView(), feedSequence: 9 } }) });
    for (const item of entries(...asked)) away.store.receive(item);
    away.frame();
    away.store.reload();
    await away.settled();
    expect(away.store.getState().ended.q).toEqual({ action: question, end: null, at: null });
  });
});
