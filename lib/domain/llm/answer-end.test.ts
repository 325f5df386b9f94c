import { describe, expect, test } from "vitest";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import { type EndedAnswer, noticeAt } from "./answer-end.ts";

const text = (words: string): MessagePart => ({ type: "text", text: words });
const thought: MessagePart = { type: "reasoning", text: "Hm." };
const call: MessagePart = { type: "tool-call", toolCallId: "c", tool: "t", input: {}, state: "running" };

/** The notice's words, null for none, or the code of the failure. */
function endOf(finish: string | undefined, parts: MessagePart[], isFirst = true): unknown {
  const answer: EndedAnswer = { finish, parts, isFirst };
  try {
    return noticeAt(answer)?.text ?? null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const CUT_OFF = expect.stringContaining("limit of output");
const HELD_BACK = expect.stringContaining("rules on content");

describe("an answer that ends", () => {
  test.each([
    ["with words", "stop", [text("Yes.")], null],
    ["with a call", "tool-calls", [call], null],
    ["with words, without a reason", undefined, [text("Yes.")], null],
    ["with nothing", "stop", [], "model_empty"],
    ["with nothing, without a reason", undefined, [], "model_empty"],
    ["with blanks", "stop", [text(" \n")], "model_empty"],
    ["with thoughts alone", "stop", [thought], "model_empty"],
    ["at its limit, with words", "length", [thought, text("Half")], CUT_OFF],
    ["at its limit, in thought", "length", [thought], CUT_OFF],
    ["at its limit, with nothing", "length", [], "model_empty"],
    ["at its limit, with a call: the turn goes on", "length", [text("I"), call], null],
    ["filtered, with words", "content-filter", [text("Half")], HELD_BACK],
    ["filtered, with thoughts alone", "content-filter", [thought], "model_refused"],
    ["filtered, with nothing", "content-filter", [], "model_refused"],
  ])("%s", (_, finish, parts, expected) => {
    expect(endOf(finish, parts)).toEqual(expected);
  });

  test.each([
    ["with nothing, which is an end too", "stop", [], null],
    ["with thoughts alone", "stop", [thought], null],
    ["at its limit, with nothing", "length", [], CUT_OFF],
    ["filtered, with nothing", "content-filter", [], "model_refused"],
  ])("after tools, %s", (_, finish, parts, expected) => {
    expect(endOf(finish, parts, false)).toEqual(expected);
  });
});
