import { describe, expect, it } from "vitest";
import type { LiveItem } from "#lib/domain/session/feed.ts";
import { itemFrame, parseFrame } from "./frames.ts";
import { encodeEvents } from "./session-events.ts";

const id = "01990000-0000-7000-8000-000000000001";

const at = "2026-11-21T10:00:00.000Z";
const turn = { turnId: "t", conversationId: "c" };
const entry: LiveItem = { kind: "entry", entry: { type: "session.renamed", title: "A\nB", sequence: 7, at } };
const delta: LiveItem = {
  kind: "delta",
  delta: { ...turn, messageId: "t", epoch: 1, part: 0, kind: "text", offset: 3, text: 'say "hi"\n' },
};
const rewind: LiveItem = { kind: "rewind", rewind: { ...turn, messageId: "t", epoch: 2, part: 1, offset: 0 } };

describe("client frames", () => {
  it.each([
    [{ type: "subscribe", sessionId: id, after: 4 }],
    [{ type: "unsubscribe", sessionId: id }],
    [{ type: "stop", sessionId: id, turnId: id }],
    [{ type: "ping" }],
    [{ type: "message", sessionId: id, agent: "guide", id, text: "hi" }],
    [{ type: "message", parts: [{ type: "file", fileId: id }] }],
  ])("takes %j", (frame) => {
    expect(parseFrame(frame)).toEqual(frame);
  });

  it("reads a session from its beginning when no sequence is given", () => {
    expect(parseFrame({ type: "subscribe", sessionId: id })).toMatchObject({ after: 0 });
  });

  it("takes the short form as a message", () => {
    expect(parseFrame({ message: "hi", llmConfigId: id })).toEqual({ type: "message", text: "hi", llmConfigId: id });
  });

  it.each([
    ["an unknown type", { type: "dance" }],
    ["no type", { hello: 1 }],
    ["an unknown field", { type: "ping", workspaceId: id }],
    ["a negative sequence", { type: "subscribe", sessionId: id, after: -1 }],
    ["no UUID", { type: "subscribe", sessionId: "1", after: 0 }],
  ])("refuses %s", (_name, frame) => {
    expect(() => parseFrame(frame)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });
});

describe("server frames", () => {
  it.each([[entry], [delta], [rewind]])("carry an item as it is", (item) => {
    expect(JSON.parse(String(itemFrame(id, item)))).toEqual({
      ...item,
      type: item.kind,
      sessionId: id,
      kind: undefined,
    });
  });

  it("are encoded once for all sockets", () => {
    expect(itemFrame(id, { ...delta })).toBe(itemFrame(id, delta));
  });
});

describe("server-sent events", () => {
  it("carry ids on feed entries alone", () => {
    const lines = encodeEvents([entry, delta, rewind]).split("\n\n");
    expect(lines.map((line) => line.split("\n")[0])).toEqual(["id: 7", "event: delta", "event: rewind", ""]);
    expect(lines[0]).toBe(`id: 7\nevent: session.renamed\ndata: ${JSON.stringify(entry.entry)}`);
  });

  it("say after the start of a later epoch what it voids, and after the first one nothing", () => {
    const started = (epoch: number): LiveItem => ({
      kind: "entry",
      entry: { type: "turn.started", ...turn, epoch, part: 2, model: null, sequence: 8, at },
    });
    expect(encodeEvents([started(1)])).not.toContain("rewind");
    expect(encodeEvents([started(2)])).toContain(
      `event: rewind\ndata: ${JSON.stringify({ turnId: "t", messageId: "t", conversationId: "c", epoch: 2, part: 2, offset: 0 })}\n\n`,
    );
  });
});
