import { expect, it, vi } from "vitest";
import type { FeedEntry, LiveItem } from "#lib/domain/session/feed.ts";
import { createChannel } from "./live-channel.ts";
import type { OpenText } from "./open-text.ts";

const turn = { turnId: "turn", conversationId: "talk", epoch: 1 };
const textOf = (...parts: string[]): OpenText => ({
  ...turn,
  parts: new Map(parts.map((text, part) => [part, { kind: "text", text }])),
  whole: true,
});

/** A reader who joined when this much of a turn's text was committed; what is read later is up to the test. */
async function readerOf(text: string) {
  const reads: PromiseWithResolvers<OpenText[]>[] = [];
  let joined = false;
  const failures: string[] = [];
  const channel = createChannel({
    feedAfter: async () => [],
    openText: () => {
      if (!joined) return Promise.resolve([textOf(text)]);
      const read = Promise.withResolvers<OpenText[]>();
      reads.push(read);
      return read.promise;
    },
    ownText: () => [],
    onEmpty: () => {},
    onError: (message) => failures.push(message),
  });
  const got: [number, number, string][] = [];
  const pieces: string[][] = [];
  const onItems = (items: LiveItem[]): void => {
    pieces.push(items.map((item) => (item.kind === "entry" ? item.entry.type : item.kind)));
    for (const item of items)
      if (item.kind === "delta") got.push([item.delta.part, item.delta.offset, item.delta.text]);
  };
  await channel.join(0, onItems, { past: [], foreignText: true });
  joined = true;
  const hear = (part: number, offset: number, told: string): void =>
    channel.deltas([{ after: 0, delta: { ...turn, messageId: "turn", part, kind: "text", offset, text: told } }]);
  const isAsked = (times: number) => vi.waitFor(() => expect(reads).toHaveLength(times));
  return { channel, got, pieces, hear, reads, isAsked, failures };
}

it("gives each character once: of a notice that a reader has read ahead of, only what is new", async () => {
  const { got, hear } = await readerOf("Once upon");
  hear(0, 0, "Once");
  hear(0, 4, " upon a");
  hear(0, 11, " time");
  hear(0, 11, " time");
  expect(got).toEqual([
    [0, 0, "Once upon"],
    [0, 9, " a"],
    [0, 11, " time"],
  ]);
});

it("shows no next part before the end of the one whose notice was lost, also when the database is away at first", async () => {
  const { channel, got, hear, reads, isAsked, failures } = await readerOf("Once");
  const reread = channel.rereadText();
  hear(1, 0, "And");
  await isAsked(1);
  reads[0]?.reject(new Error("The database starts."));
  await isAsked(2);
  hear(1, 3, " then");
  expect(got).toEqual([[0, 0, "Once"]]);
  reads[1]?.resolve([textOf("Once upon")]);
  await reread;
  expect(got.slice(1)).toEqual([
    [0, 4, " upon"],
    [1, 0, "And"],
    [1, 3, " then"],
  ]);
  expect(failures).toEqual(["Live text could not be read"]);
});

it("does not take a reading for fresh that began before notices were lost", async () => {
  const { channel, got, hear, reads, isAsked } = await readerOf("Once");
  hear(0, 9, "a");
  await isAsked(1);
  const reread = channel.rereadText();
  hear(1, 0, "And");
  reads[0]?.resolve([textOf("Once upon")]);
  await isAsked(2);
  reads[1]?.resolve([textOf("Once upon a time")]);
  await reread;
  expect(got).toEqual([
    [0, 0, "Once"],
    [0, 4, " upon"],
    [0, 9, " a time"],
    [1, 0, "And"],
  ]);
});

it("says nothing more of a turn that has ended while its text was being read", async () => {
  const { channel, got, reads, isAsked } = await readerOf("Once");
  const reread = channel.rereadText();
  await isAsked(1);
  channel.entries([{ type: "turn.stopped", turnId: "turn", sequence: 1 } as FeedEntry]);
  reads[0]?.resolve([textOf("Once upon")]);
  await reread;
  expect(got).toEqual([[0, 0, "Once"]]);
});

it("shows no call before the words that stand before it while notices may have been lost, then all in one piece", async () => {
  const { channel, got, pieces, hear, reads, isAsked } = await readerOf("Once");
  const reread = channel.rereadText();
  channel.entries([{ type: "tool.started", turnId: "turn", sequence: 1 } as FeedEntry]);
  hear(2, 0, "And");
  await isAsked(1);
  expect(pieces).toEqual([["delta"]]);
  reads[0]?.resolve([textOf("Once upon")]);
  await reread;
  expect(pieces.slice(1)).toEqual([["tool.started", "delta", "delta"]]);
  expect(got.slice(1)).toEqual([
    [0, 4, " upon"],
    [2, 0, "And"],
  ]);
});

it("asks for no text of a turn that nobody else can have written, until somebody reads the whole session", async () => {
  let asked = 0;
  let ours: OpenText[] = [];
  const channel = createChannel({
    feedAfter: async () => [],
    openText: async () => {
      asked++;
      return [{ ...textOf("There"), turnId: "elsewhere" }];
    },
    ownText: () => ours,
    onEmpty: () => {},
    onError: () => {},
  });
  const entry = (type: string, sequence: number) => ({ type, turnId: "turn", epoch: 1, sequence }) as FeedEntry;
  const join = async (past: FeedEntry[] | null, newTurnId?: string): Promise<string[]> => {
    const got: string[] = [];
    const onItems = (items: LiveItem[]): void => {
      for (const item of items) if (item.kind === "delta") got.push(item.delta.text);
    };
    await channel.join(0, onItems, { past, foreignText: true, newTurnId });
    return got;
  };
  expect(await join([entry("message.created", 1)], "turn")).toEqual([]);
  expect(await join([entry("turn.started", 2)], "turn")).toEqual([]);
  ours = [textOf("Here")];
  expect(await join(null, "turn")).toEqual(["Here"]);
  expect(asked).toBe(0);
  expect(await join(null)).toEqual(["Here", "There"]);
  expect(await join(null)).toEqual(["Here", "There"]);
  expect(asked).toBe(1);
});

it.each([
  ["began anew before its reader came", [{ type: "turn.started", turnId: "turn", epoch: 2, sequence: 1 } as FeedEntry]],
  ["may have begun: others have written meanwhile", null],
])("asks for the text of a turn that %s", async (_, past) => {
  const openText = vi.fn(async () => [textOf("Once")]);
  const channel = createChannel({
    ...{ openText, feedAfter: async () => [], ownText: () => [], onEmpty: () => {}, onError: () => {} },
  });
  await channel.join(0, () => {}, { past, foreignText: true, newTurnId: "turn" });
  expect(openText).toHaveBeenCalledOnce();
});

it("shows no text of an epoch before the entry that began it, and none of a turn that has ended since", async () => {
  const feed: FeedEntry[] = [];
  const began = { type: "turn.started", turnId: "turn", epoch: 2, sequence: 1 } as FeedEntry;
  const join = async (committed: FeedEntry[]): Promise<string[]> => {
    feed.length = 0;
    const channel = createChannel({
      feedAfter: async (after) => feed.filter(({ sequence }) => sequence > after),
      // Another process begins it after the feed was read, and before its text is.
      openText: async () => {
        feed.push(...committed);
        return [{ ...textOf("Once"), epoch: 2 }];
      },
      ...{ ownText: () => [], onEmpty: () => {}, onError: () => {} },
    });
    const got: string[] = [];
    const onItems = (items: LiveItem[]): void => {
      for (const item of items) got.push(item.kind === "entry" ? item.entry.type : item.kind);
    };
    await channel.join(0, onItems, { past: null, foreignText: true });
    return got;
  };
  expect(await join([began])).toEqual(["turn.started", "delta"]);
  expect(await join([began, { ...began, type: "turn.completed", sequence: 2 } as FeedEntry])).toEqual([
    "turn.started",
    "turn.completed",
  ]);
});
