import { applyItems } from "#components/chat/store/apply-items.ts";
import { createLiveClient } from "#components/live/live-client.ts";
import type { LiveClient } from "#components/live/live-line.ts";
import type { Delta, LiveItem } from "#lib/domain/session/feed.ts";
import { type Message, textOf } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { createNetwork, type Network } from "./lines.ts";
import { persist } from "./persist.ts";

const FRAME_MS = 16;

/** What one tab has shown of one answer. */
export interface Shown {
  /** Every text in turn that was on the screen, with the epoch of its writer. */
  texts: { epoch: number; text: string }[];
  /** When the first text of each epoch came, in milliseconds of `performance.now()`. */
  firstText: Map<number, number>;
  /** When its turn ended here. */
  endedAt: number | null;
}

export interface Tab extends Pick<Network, "cut" | "restore" | "stall" | "read"> {
  view(): SessionView;
  message(id: string): Message | undefined;
  text(turnId: string): string;
  shown(turnId: string): Shown;
  /** What the feed did to this tab that it must not: a sequence left out, or told twice. */
  feedFaults: string[];
  /** Reloads the page: the session is read anew, and followed on another line. */
  refresh(): Promise<void>;
  /** Resolves once what is on the screen is as wanted. */
  until(wanted: (tab: Tab) => boolean): Promise<void>;
  close(): void;
}

interface Options {
  /** Where the next request or line goes; asked each time. */
  door(): string;
  apiKey: string;
  sessionId: string;
}

/** One tab of a browser: its own live client and reducer over a real line, and a record of all that it has shown. */
export async function openTab({ door, apiKey, sessionId }: Options): Promise<Tab> {
  const network = createNetwork({ door, apiKey });
  const answers = new Map<string, Shown>();
  const feedFaults: string[] = [];
  const waiting = new Set<() => void>();
  const readView = () => persist(door, apiKey, (client) => client.view(sessionId));
  let view = await readView();
  let live: LiveClient;
  /** How often this page has opened its session; what an earlier page still hears is nothing to it. */
  let page = 0;

  const messageOf = (id: string) =>
    Object.values(view.messages)
      .flat()
      .find((message) => message.id === id);
  const shown = (turnId: string): Shown => {
    const known = answers.get(turnId) ?? { texts: [], firstText: new Map(), endedAt: null };
    answers.set(turnId, known);
    return known;
  };
  const wake = (): void => {
    for (const one of waiting) one();
    waiting.clear();
  };

  /** Notes every answer that is written now, or has just been. */
  function look(turnIds: Iterable<string>): void {
    for (const id of turnIds) {
      const text = textOf(messageOf(id)?.parts ?? []);
      const { texts } = shown(id);
      const epoch = view.turns[id]?.epoch ?? texts.at(-1)?.epoch ?? 0;
      if (texts.at(-1)?.text !== text || texts.at(-1)?.epoch !== epoch) texts.push({ epoch, text });
      if (!view.turns[id]) shown(id).endedAt ??= performance.now();
    }
    wake();
  }

  function noteText({ turnId, epoch }: Delta): void {
    const { firstText } = shown(turnId);
    if (!firstText.has(epoch)) firstText.set(epoch, performance.now());
  }

  function follow(): void {
    const mine = ++page;
    let rereading = false;
    /** After we have asked again on a line, what was under way on it comes twice. */
    let strict = true;
    let heard = view.feedSequence;
    const arrived: LiveItem[] = [];

    async function readAgain(): Promise<void> {
      if (rereading) return;
      rereading = true;
      const fresh = await readView();
      rereading = false;
      arrived.length = 0;
      if (mine !== page) return;
      const before = Object.keys(view.turns);
      view = fresh;
      look(before);
      strict = false;
      live.resubscribe(sessionId);
    }

    function receive(item: LiveItem): void {
      if (mine !== page || rereading) return;
      if (item.kind === "entry") heard = checkSequence(item.entry.sequence, item.entry.type);
      if (item.kind === "delta") noteText(item.delta);
      if (arrived.push(item) === 1) setTimeout(draw, FRAME_MS);
    }

    /** What has arrived within a frame is shown at once, as in the page. */
    function draw(): void {
      if (mine !== page) return;
      const before = Object.keys(view.turns);
      const applied = applyItems(view, arrived.splice(0));
      view = applied.view;
      look(new Set([...before, ...Object.keys(view.turns)]));
      if (applied.gap) void readAgain();
    }

    function checkSequence(sequence: number, type: string): number {
      const missing = sequence - heard - 1;
      if (strict && missing > 0) feedFaults.push(`${missing} entries before ${sequence} (${type}) did not come`);
      if (strict && missing < 0) feedFaults.push(`entry ${sequence} (${type}) came again`);
      return sequence;
    }

    let opened = 0;
    live = createLiveClient({
      ...network.environment,
      openSocket: (events) => {
        opened = 0;
        return network.environment.openSocket(events);
      },
    });
    live.subscribe(sessionId, {
      after() {
        strict = ++opened === 1;
        heard = view.feedSequence;
        return heard;
      },
      onItem: receive,
      onReload: () => void readAgain(),
      onGone: () => feedFaults.push("the session was said to be gone"),
    });
  }

  const tab: Tab = {
    ...network,
    view: () => view,
    message: messageOf,
    text: (turnId) => textOf(messageOf(turnId)?.parts ?? []),
    shown,
    feedFaults,
    async refresh() {
      page += 1;
      live.close();
      const before = Object.keys(view.turns);
      view = await readView();
      look(new Set([...before, ...Object.keys(view.turns)]));
      follow();
    },
    async until(wanted) {
      while (!wanted(tab)) await new Promise<void>((resolve) => waiting.add(resolve));
    },
    close() {
      page += 1;
      live.close();
    },
  };
  follow();
  return tab;
}
