import { describe, expect, test } from "vitest";
import type { Delta, FeedFact, LiveItem } from "./feed.ts";
import type { Message, MessagePart } from "./parts.ts";
import { reduce } from "./reduce.ts";
import { at, attempt, message, start } from "./reduce-fixtures.ts";
import type { SessionView } from "./view.ts";

type Random = (below: number) => number;

/** A small generator (mulberry32), so that a seed gives the same session every time. */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Unnumbered = Exclude<LiveItem, { kind: "entry" }> | { kind: "fact"; fact: FeedFact };
const fact = (one: FeedFact): Unnumbered => ({ kind: "fact", fact: one });

/** All that one conversation sends: turns that write, call tools, and are taken over or asked of another model now and then. */
function conversationItems(random: Random, slug: string): Unnumbered[] {
  const conversationId = `talk with ${slug}`;
  const conversation = { conversationId, agentId: slug, slug, messageCount: 0, lastMessageAt: null };
  const items = [fact({ type: "conversation.started", conversationId, conversation })];
  for (let turn = 0, sequence = 1; turn < 3; turn++) {
    const turnId = `${slug} turn ${turn}`;
    const said = (one: Message) => fact({ type: "message.created", conversationId, message: one });
    const blank = message(turnId, { conversationId });
    items.push(said({ ...blank, id: `asked ${turnId}`, role: "user", status: "complete", sequence: sequence++ }));
    items.push(said({ ...blank, sequence: sequence++ }));
    const parts = turnItems(random, items, { turnId, messageId: turnId, conversationId });
    const settled: Message = { ...blank, sequence: sequence - 1, status: "complete", parts };
    items.push(fact({ type: "turn.completed", conversationId, turnId, message: settled }));
  }
  return items;
}

/** Adds what a turn sends and answers with its parts, which the settled message will hold. */
function turnItems(
  random: Random,
  items: Unnumbered[],
  ids: Pick<Delta, "turnId" | "messageId" | "conversationId">,
): MessagePart[] {
  const { turnId, conversationId } = ids;
  let epoch = 0;
  let committed: MessagePart[] = [];
  const claim = (): void => {
    epoch++;
    items.push(fact({ type: "turn.started", conversationId, turnId, epoch, part: committed.length, model: null }));
    if (epoch > 1) items.push({ kind: "rewind", rewind: { ...ids, epoch, part: committed.length, offset: 0 } });
  };
  const write = (parts: MessagePart[], kind: "text" | "reasoning"): void => {
    let written = "";
    for (let pieces = 1 + random(5); pieces > 0; pieces--) {
      const text = "pieces of text 😀 "[random(18)]?.repeat(1 + random(4)) ?? "";
      items.push({ kind: "delta", delta: { ...ids, epoch, part: parts.length, kind, offset: written.length, text } });
      written += text;
    }
    parts.push({ type: kind, text: written });
  };
  claim();
  for (let iterations = 1 + random(4); iterations > 0; ) {
    const parts = [...committed];
    if (random(3) === 0) write(parts, "reasoning");
    write(parts, "text");
    if (random(4) === 0) {
      if (random(2) === 0)
        claim(); // the process died: what it had not committed is void
      else items.push(fact({ ...attempt(++epoch, committed.length).failed, conversationId, turnId }));
      continue;
    }
    if (--iterations === 0) return parts;
    const call = { toolCallId: `call ${iterations}`, tool: "calculate" };
    const at_ = { ...call, conversationId, turnId, part: parts.length };
    items.push(fact({ type: "tool.started", ...at_, input: {}, startedAt: at }));
    items.push(fact({ type: "tool.settled", ...at_, state: "done", output: 1, endedAt: at }));
    const state = { state: "done", output: 1, startedAt: at, endedAt: at } as const;
    committed = [...parts, { type: "tool-call", ...call, input: {}, ...state }];
  }
  return committed;
}

/** Two conversations at once, each in its order, the entries numbered as they come. */
function sessionItems(random: Random): LiveItem[] {
  const streams = [conversationItems(random, "guide"), conversationItems(random, "luca")];
  const items: LiveItem[] = [];
  let sequence = 0;
  while (streams.some((stream) => stream.length > 0)) {
    const item = streams[random(2)]?.shift();
    if (item?.kind === "fact") items.push({ kind: "entry", entry: { ...item.fact, sequence: ++sequence, at } });
    else if (item) items.push(item);
  }
  return items;
}

const seen = (from: SessionView, items: LiveItem[]): SessionView =>
  items.reduce((view, item) => {
    const next = reduce(view, item);
    expect(next.gap).toBe(false);
    return next.view;
  }, from);

/** The text of an open part as a late joiner gets it: whole, from offset 0. */
function wholeTexts(view: SessionView): LiveItem[] {
  return Object.values(view.turns).flatMap(({ turnId, conversationId, epoch }) =>
    (view.messages[conversationId]?.find((one) => one.id === turnId)?.parts ?? []).flatMap((part, index): LiveItem[] =>
      part.type === "text" || part.type === "reasoning"
        ? [
            {
              kind: "delta",
              delta: {
                turnId,
                messageId: turnId,
                conversationId,
                epoch,
                part: index,
                kind: part.type,
                offset: 0,
                text: part.text,
              },
            },
          ]
        : [],
    ),
  );
}

/** What a server shows in between: of an answer that is being written only what was committed, up to its last tool call. */
function asRead(view: SessionView): SessionView {
  const open = new Set(Object.keys(view.turns));
  const cut = (one: Message): Message =>
    open.has(one.id)
      ? { ...one, parts: one.parts.slice(0, one.parts.findLastIndex((part) => part.type === "tool-call") + 1) }
      : one;
  const messages = Object.entries(view.messages).map(([id, all]) => [id, all.map(cut)] as const);
  return { ...view, messages: Object.fromEntries(messages) };
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe("whatever the session, seed after seed", () => {
  test("items that come again, at any later moment, change nothing", () => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const items = sessionItems(random);
      const repeated = items.flatMap((item, index) =>
        random(2) === 0 ? [item] : [item, ...Array.from({ length: random(4) }, () => items[random(index + 1)] ?? item)],
      );
      expect(seen(start, repeated)).toEqual(seen(start, items));
    }
  });

  test("who joins in the middle and reads the rest sees the same as who was there from the start", () => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const items = sessionItems(random);
      const cut = random(items.length);
      const before = seen(start, items.slice(0, cut));
      const joined = seen(asRead(before), wholeTexts(before));
      expect(joined).toEqual(before);
      expect(seen(joined, items.slice(cut))).toEqual(seen(start, items));
    }
  });

  test("the text that was shown last is the text that is stored", () => {
    for (const seed of seeds) {
      let view = start;
      for (const item of sessionItems(randomOf(seed))) {
        if (item.kind === "entry" && item.entry.type === "turn.completed") {
          const { message: settled } = item.entry;
          const shown = view.messages[settled.conversationId]?.find((one) => one.id === settled.id);
          expect(shown?.parts).toEqual(settled.parts);
        }
        view = seen(view, [item]);
      }
      expect(view.turns).toEqual({});
    }
  });

  test("an item that is lost is noticed, or made up for by the end", () => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const items = sessionItems(random);
      const lost = random(items.length);
      const whole = seen(start, items);
      let view = start;
      let noticed = false;
      for (const item of items.toSpliced(lost, 1)) {
        const next = reduce(view, item);
        if (next.gap) {
          noticed = true;
          break;
        }
        view = next.view;
      }
      const last = items[lost]?.kind === "entry" && lost === items.findLastIndex((item) => item.kind === "entry");
      if (!noticed && !last) expect(view).toEqual(whole);
    }
  });
});
