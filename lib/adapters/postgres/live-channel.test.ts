import { expect, it } from "vitest";
import type { LiveItem } from "#lib/domain/session/feed.ts";
import { createChannel } from "./live-channel.ts";
import type { OpenText } from "./open-text.ts";

const turn = { turnId: "turn", conversationId: "talk", epoch: 1 };

/** A reader who joined when this much of a turn's text was committed. */
async function readerOf(text: string) {
  const committed: OpenText = { ...turn, parts: new Map([[0, { kind: "text", text }]]), whole: true };
  const channel = createChannel({
    feedAfter: async () => [],
    openText: async () => [committed],
    ownText: () => [],
    onEmpty: () => {},
    onError: (_message, error) => {
      throw error;
    },
  });
  const got: [number, string][] = [];
  const onItems = (items: LiveItem[]): void => {
    for (const item of items) if (item.kind === "delta") got.push([item.delta.offset, item.delta.text]);
  };
  await channel.join(0, onItems, { past: [], foreignText: true });
  const hear = (offset: number, told: string): void =>
    channel.deltas([{ after: 0, delta: { ...turn, messageId: "turn", part: 0, kind: "text", offset, text: told } }]);
  return { got, hear };
}

it("gives each character once: of a notice that a reader has read ahead of, only what is new", async () => {
  const { got, hear } = await readerOf("Once upon");
  hear(0, "Once");
  hear(4, " upon a");
  hear(11, " time");
  hear(11, " time");
  expect(got).toEqual([
    [0, "Once upon"],
    [9, " a"],
    [11, " time"],
  ]);
});
