import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Live } from "#lib/application/ports/live.ts";
import type { FeedFact, LiveItem } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";

/** What an implementation brings to be tested: itself, and a way to make things happen in it. */
export interface LiveWorld {
  live: Live;
  newSession(): Promise<{ sessionId: string; ownerId: string; conversationId: string }>;
  append(sessionId: string, facts: FeedFact[]): Promise<void>;
  /** An accepted turn whose `turn.started` (epoch 1) is in the feed. */
  startTurn(sessionId: string, conversationId: string): Promise<{ turnId: string }>;
  /** The turn goes on elsewhere under the next epoch; `part` parts are committed. */
  takeOver(sessionId: string, turnId: string, part: number): Promise<void>;
  /** Resolves when the text is committed. */
  write(sessionId: string, turnId: string, part: number, text: string): Promise<void>;
  endTurn(sessionId: string, turnId: string, message: Message): Promise<void>;
  /** The delta log keeps nothing of turns that have ended. */
  forgetText(): Promise<void>;
  close(): Promise<void>;
}

const at = "2026-11-21T10:00:00.000Z";
const rename = (title: string): FeedFact => ({ type: "session.renamed", title });
const settled = (id: string, conversationId: string, text: string): Message => ({
  id,
  conversationId,
  sequence: 2,
  parentId: null,
  role: "assistant",
  parts: [{ type: "text", text }],
  status: "complete",
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: at,
});

/** The sequences that a subscriber saw, and the text that it put together as a client does. */
function watch() {
  const sequences: number[] = [];
  const texts = new Map<string, string>();
  const epochs = new Map<string, number>();
  const onItems = (items: LiveItem[]) => {
    for (const item of items) {
      if (item.kind === "entry") {
        sequences.push(item.entry.sequence);
        const { entry } = item;
        if (entry.type === "turn.started") epochs.set(entry.turnId, entry.epoch);
        if (entry.type === "turn.started" && entry.epoch > 1)
          for (const key of texts.keys())
            if (key.startsWith(entry.turnId) && Number(key.split(":")[1]) >= entry.part) texts.delete(key);
      } else if (item.kind === "delta") {
        const { turnId, epoch, part, offset, text } = item.delta;
        const known = epochs.get(turnId) ?? 0;
        if (epoch < known) continue;
        if (epoch > known) throw new Error(`Text of epoch ${epoch} before the entry that starts it`);
        const before = texts.get(`${turnId}:${part}`) ?? "";
        if (offset > before.length) throw new Error(`A hole in ${turnId} at ${before.length}, next is ${offset}`);
        texts.set(`${turnId}:${part}`, before.slice(0, offset) + text + before.slice(offset + text.length));
      }
    }
  };
  return { sequences, onItems, text: (turnId: string, part = 0) => texts.get(`${turnId}:${part}`) };
}

const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, index) => from + index);

/** The promises of the `Live` port, for every implementation. */
export function describeLive(name: string, build: () => Promise<LiveWorld>): void {
  describe(`live feed: ${name}`, () => {
    let world: LiveWorld;
    beforeAll(async () => {
      world = await build();
    });
    afterAll(() => world.close());

    const feedLength = async (sessionId: string) => {
      const seen = watch();
      (await world.live.subscribe(sessionId, 0, seen.onItems)).close();
      return seen.sequences.length;
    };

    it("gives everything after N once and in order, then live", async () => {
      const { sessionId } = await world.newSession();
      await world.append(sessionId, [rename("a"), rename("b"), rename("c")]);
      const before = await feedLength(sessionId);
      const all = watch();
      const late = watch();
      const subscriptions = [
        await world.live.subscribe(sessionId, 0, all.onItems),
        await world.live.subscribe(sessionId, before - 1, late.onItems),
      ];
      await world.append(sessionId, [rename("d")]);
      await world.append(sessionId, [rename("e"), rename("f")]);
      await vi.waitFor(() => expect(late.sequences).toEqual(upTo(before + 3, before)));
      await vi.waitFor(() => expect(all.sequences).toEqual(upTo(before + 3)));
      for (const one of subscriptions) one.close();
    });

    it("loses and repeats nothing for one who subscribes while things happen", async () => {
      const { sessionId } = await world.newSession();
      const before = await feedLength(sessionId);
      const watchers = Array.from({ length: 20 }, watch);
      const subscriptions: Promise<{ close(): void }>[] = [];
      for (const [index, one] of watchers.entries()) {
        subscriptions.push(world.live.subscribe(sessionId, 0, one.onItems));
        await world.append(sessionId, [rename(String(index))]);
      }
      for (const one of watchers) await vi.waitFor(() => expect(one.sequences).toEqual(upTo(before + watchers.length)));
      for (const one of await Promise.all(subscriptions)) one.close();
    });

    it("gives the text of a running turn whole to a late joiner, then what follows", async () => {
      const { sessionId, conversationId } = await world.newSession();
      const { turnId } = await world.startTurn(sessionId, conversationId);
      await world.write(sessionId, turnId, 0, "Once upon");
      const late = watch();
      const subscription = await world.live.subscribe(sessionId, 0, late.onItems);
      await vi.waitFor(() => expect(late.text(turnId)).toBe("Once upon"));
      await world.write(sessionId, turnId, 0, " a time 😀");
      await vi.waitFor(() => expect(late.text(turnId)).toBe("Once upon a time 😀"));
      subscription.close();
    });

    it("shows no text that a take-over has voided", async () => {
      const { sessionId, conversationId } = await world.newSession();
      const { turnId } = await world.startTurn(sessionId, conversationId);
      const early = watch();
      const first = await world.live.subscribe(sessionId, 0, early.onItems);
      await world.write(sessionId, turnId, 0, "void");
      await vi.waitFor(() => expect(early.text(turnId)).toBe("void"));
      await world.takeOver(sessionId, turnId, 0);
      await world.write(sessionId, turnId, 0, "kept");
      const late = watch();
      const second = await world.live.subscribe(sessionId, 0, late.onItems);
      await vi.waitFor(() => expect(early.text(turnId)).toBe("kept"));
      await vi.waitFor(() => expect(late.text(turnId)).toBe("kept"));
      first.close();
      second.close();
    });

    it("gives one who comes after a take-over also what was committed before it", async () => {
      const { sessionId, conversationId } = await world.newSession();
      const { turnId } = await world.startTurn(sessionId, conversationId);
      const early = watch();
      const first = await world.live.subscribe(sessionId, 0, early.onItems);
      await world.write(sessionId, turnId, 0, "committed");
      await vi.waitFor(() => expect(early.text(turnId)).toBe("committed"));
      await world.takeOver(sessionId, turnId, 1);
      await world.write(sessionId, turnId, 1, "new");
      await vi.waitFor(() => expect(early.text(turnId, 1)).toBe("new"));
      const late = watch();
      const second = await world.live.subscribe(sessionId, 0, late.onItems);
      await vi.waitFor(() => expect([late.text(turnId), late.text(turnId, 1)]).toEqual(["committed", "new"]));
      for (const one of [first, second]) one.close();
      const alone = watch();
      const pieces: LiveItem[][] = [];
      const third = await world.live.subscribe(sessionId, 0, (items) => {
        pieces.push(items);
        alone.onItems(items);
      });
      await vi.waitFor(() => expect([alone.text(turnId), alone.text(turnId, 1)]).toEqual(["committed", "new"]));
      // Together with the entries: nobody sees an answer's calls without its words.
      expect(pieces).toHaveLength(1);
      third.close();
    });

    it("gives the settled message and no loose text once a turn has ended", async () => {
      const { sessionId, conversationId } = await world.newSession();
      const { turnId } = await world.startTurn(sessionId, conversationId);
      await world.write(sessionId, turnId, 0, "all of it");
      await world.endTurn(sessionId, turnId, settled(turnId, conversationId, "all of it"));
      const items: LiveItem[] = [];
      const subscription = await world.live.subscribe(sessionId, 0, (fresh) => items.push(...fresh));
      await vi.waitFor(() =>
        expect(items.at(-1)).toMatchObject({ kind: "entry", entry: { type: "turn.completed", turnId } }),
      );
      expect(items.filter((item) => item.kind === "delta")).toEqual([]);
      subscription.close();
    });

    it("gives one who left in mid-text the settled message, however long ago that was", async () => {
      const { sessionId, conversationId } = await world.newSession();
      const { turnId } = await world.startTurn(sessionId, conversationId);
      const seen = watch();
      const first = await world.live.subscribe(sessionId, 0, seen.onItems);
      await world.write(sessionId, turnId, 0, "half of");
      await vi.waitFor(() => expect(seen.text(turnId)).toBe("half of"));
      first.close();
      await world.write(sessionId, turnId, 0, " it");
      await world.endTurn(sessionId, turnId, settled(turnId, conversationId, "half of it"));
      await world.forgetText();
      const items: LiveItem[] = [];
      const after = seen.sequences.at(-1) ?? 0;
      const subscription = await world.live.subscribe(sessionId, after, (fresh) => items.push(...fresh));
      await vi.waitFor(() => expect(items).toHaveLength(1));
      expect(items[0]).toMatchObject({ entry: { sequence: after + 1, message: { parts: [{ text: "half of it" }] } } });
      subscription.close();
    });

    it("is silent after close", async () => {
      const { sessionId } = await world.newSession();
      const gone = watch();
      const here = watch();
      const subscription = await world.live.subscribe(sessionId, 0, gone.onItems);
      const other = await world.live.subscribe(sessionId, 0, here.onItems);
      const before = gone.sequences.length;
      subscription.close();
      await world.append(sessionId, [rename("x")]);
      await vi.waitFor(() => expect(here.sequences.length).toBe(before + 1));
      expect(gone.sequences.length).toBe(before);
      other.close();
    });

    it("tells a person in which of their sessions something has happened, and nobody else", async () => {
      const mine = await world.newSession();
      const heard: string[] = [];
      const foreign: string[] = [];
      const one = world.live.subscribeUser(mine.ownerId, (sessionId) => heard.push(sessionId));
      const two = world.live.subscribeUser(randomUUID(), (sessionId) => foreign.push(sessionId));
      await world.append(mine.sessionId, [rename("x")]);
      await vi.waitFor(() => expect(heard).toContain(mine.sessionId));
      expect(foreign).toEqual([]);
      one.close();
      two.close();
    });
  });
}
