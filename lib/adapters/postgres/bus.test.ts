import pg from "pg";
import { expect, test } from "vitest";
import { createBus, type HeadNotice, type Notice, type SessionDelta } from "./bus.ts";

const bus = createBus({ databaseUrl: "", executorId: "host-1", pool: new pg.Pool(), onError: () => {} });
const delta = (text: string, offset = 0): SessionDelta => ({
  ...{ turnId: "t", messageId: "t", conversationId: "c", sessionId: "s", after: 3, epoch: 1, part: 0, kind: "text" },
  offset,
  text,
});
const head = (sequence: number): HeadNotice => ({
  sessionId: crypto.randomUUID(),
  ownerId: crypto.randomUUID(),
  sequence,
});

/** What a listener makes of payloads; each of them fits. */
function received(payloads: string[]): Required<Pick<Notice, "heads" | "deltas">> {
  const notices = payloads.map((payload) => {
    expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
    const [from, notice] = JSON.parse(payload) as [string, Notice];
    expect(from).toBe("host-1");
    return notice;
  });
  return { heads: notices.flatMap((one) => one.heads ?? []), deltas: notices.flatMap((one) => one.deltas ?? []) };
}

test("what fits goes as one payload", () => {
  const payloads = bus.payloads({ heads: [head(1)], deltas: [delta("Hello")] });
  expect(payloads).toHaveLength(1);
  expect(received(payloads).deltas).toEqual([delta("Hello")]);
});

test("many heads and deltas go in several, none lost, in order, heads before deltas", () => {
  const notice = {
    heads: Array.from({ length: 300 }, (_, i) => head(i)),
    deltas: Array.from({ length: 300 }, (_, i) => delta(`text ${i} `.repeat(20), i)),
  };
  const payloads = bus.payloads(notice);
  expect(received(payloads)).toEqual(notice);
  const kinds = payloads.map((payload) => ("heads" in JSON.parse(payload)[1] ? "heads" : "deltas"));
  expect(kinds.lastIndexOf("heads")).toBeLessThan(kinds.indexOf("deltas"));
});

test.each([
  ["letters", "abcdefghij".repeat(3_000)],
  ["two bytes each", "äöü".repeat(5_000)],
  ["surrogate pairs", "😀".repeat(10_000)],
  ["surrogate pairs at odd places", `x${"😀".repeat(10_000)}`],
  ["escapes", '"\n\u0001'.repeat(5_000)],
])("a long text of %s is cut into pieces that fit, never through a character, with the offsets of each", (_, text) => {
  const { deltas } = received(bus.payloads({ deltas: [delta(text, 7)] }));
  let whole = "";
  for (const piece of deltas) {
    expect(piece.offset).toBe(7 + whole.length);
    expect(piece.text.isWellFormed()).toBe(true);
    whole += piece.text;
  }
  expect(whole).toBe(text);
});
