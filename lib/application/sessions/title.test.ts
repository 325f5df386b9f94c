import { expect, test } from "vitest";
import { titleFrom } from "./title.ts";

test.each([
  ["Understand my sales. They are in a table.", "Understand my sales"],
  ["What is 19 % of 2,480?", "What is 19 % of 2,480?"],
  ["Version 1.5 is out! Tell them.", "Version 1.5 is out!"],
  ["# **Plan** for `Q3`\n\n- one", "Plan for Q3 - one"],
  ["```js\nlet a;\n```\nExplain this", "Explain this"],
  ["  line\n\tbreaks  ", "line breaks"],
  ["Hi", "Hi"],
])("the first sentence names the session: %j", (text, title) => {
  expect(titleFrom(text)).toBe(title);
});

test.each(["", "  \n", "***", "```\nonly code"])("without words there is no title: %j", (text) => {
  expect(titleFrom(text)).toBeNull();
});

test("a long one is cut at a word, and never through a character", () => {
  expect(titleFrom("word ".repeat(30))).toBe(`${"word ".repeat(10)}word…`);
  const letters = [...(titleFrom("😀".repeat(100)) ?? "")];
  expect(letters).toHaveLength(60);
  expect(letters.slice(0, 59).every((letter) => letter === "😀")).toBe(true);
});
