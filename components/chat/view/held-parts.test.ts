import { expect, test } from "vitest";
import { heldParts } from "#components/chat/view/held-parts.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";

const text = (text: string): MessagePart => ({ type: "text", text });
const call = (state: "running" | "done"): MessagePart => ({
  type: "tool-call",
  toolCallId: "c",
  tool: "search",
  input: {},
  state,
});

test("text that grows is shown as it grows", () => {
  const written = [text("Once upon")];
  expect(heldParts([text("Once")], written)).toBe(written);
});

test("voided text stays until the new text says something else", () => {
  const first = text("Let me see.");
  const done = call("done");
  const shown = [first, done, text("The answer is 41, becau")];
  expect(heldParts(shown, [first, done])).toBe(shown);
  expect(heldParts(shown, [first, done, text("The answer is 4")])).toBe(shown);
  const other = [first, done, text("The answer is 42")];
  expect(heldParts(shown, other)).toBe(other);
});

test("text that is written again in the same words never leaves", () => {
  const shown = [text("One two three")];
  for (const again of ["", "One", "One two three"]) expect(heldParts(shown, [text(again)])).toBe(shown);
  const further = [text("One two three four")];
  expect(heldParts(shown, further)).toBe(further);
});

test("a call that has gone on is news", () => {
  const first = text("Let me see.");
  const settled = [first, call("done")];
  expect(heldParts([first, call("running"), text("Hm")], settled)).toBe(settled);
});
