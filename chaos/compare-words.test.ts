import { expect, test } from "vitest";
import { compareWords } from "./compare-words.ts";

const none = { lost: 0, repeated: 0, reordered: 0, foreign: 0 };

test.each([
  ["the same", "0 1 2 \n\n0 1", none],
  ["a word lost at the end", "0 1 2 \n\n0", { ...none, lost: 1 }],
  ["a paragraph lost", "0 1 2 ", { ...none, lost: 2 }],
  ["a word repeated", "0 1 1 2 \n\n0 1", { ...none, repeated: 1 }],
  ["two words in the other order", "0 2 1 \n\n0 1", { ...none, reordered: 1 }],
  ["half a word", "0 1 2 \n\n0 1x", { ...none, lost: 1, foreign: 1 }],
  ["a paragraph that nobody wrote", "0 1 2 \n\n0 1\n\n7", { ...none, foreign: 1 }],
])("%s", (_what, text, faults) => {
  expect(compareWords("0 1 2 \n\n0 1", text)).toEqual(faults);
});
