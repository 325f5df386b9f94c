import fc from "fast-check";
import { Lexer, type Token } from "marked";
import { describe, expect, test } from "vitest";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import { messageMarkdown } from "./message-markdown.ts";

const ME = "me";
const message = (changes: Partial<Message>): Message => ({
  ...{ id: "m", conversationId: "c", sequence: 3, parentId: null, role: "assistant", parts: [], status: "complete" },
  ...{ authorId: null, model: null, usage: null, orchestratorContext: null, error: null },
  createdAt: "2026-11-21T10:00:00.000Z",
  ...changes,
});
const told = { answers: null, agentName: "Guide", me: ME };
const markdownOf = (...parts: MessagePart[]) => messageMarkdown(message({ parts }), told);

function kindsOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) => [
    token.type,
    ...kindsOf(("tokens" in token && token.tokens) || []),
    ...kindsOf(("items" in token && token.items) || []),
  ]);
}

function staysQuoted(text: string): void {
  const [heading, facts, ...rest] = Lexer.lex(text).filter(({ type }) => type !== "space");
  expect([heading?.type, facts?.type]).toEqual(["heading", "paragraph"]);
  expect(new Set(rest.map(({ type }) => type))).toEqual(new Set(["blockquote"]));
  const kinds = kindsOf(rest);
  expect(kinds).not.toContain("html");
  expect(kinds).not.toContain("image");
}

const pieces = fc.constantFrom(
  ...["```", "````", "~~~", "   ```", "    ```", "\t```", "1. ```", "- ", "> ", "\n", "\r\n", "\r", "\n\n", " ", "`"],
  ...[
    "<script>alert(1)</script>",
    "</div>",
    "<!--",
    "-->",
    "<?php",
    "<![CDATA[",
    "<a href=x>",
    "# Heading",
    "---",
    "===",
  ],
  ...[
    "[x]: https://evil.example",
    "![x](https://evil.example/x.png)",
    "| a | b |",
    "|--|--|",
    "word",
    "```js",
    "```\u00a0",
    "[x]:",
    "[^1]:",
    "[x]: y ",
    '"',
    "'",
    "(",
    ")",
    "[",
    "]",
    "]: u",
    "\\",
  ],
);

describe("a message in Markdown", () => {
  test("whatever is said stays in its quotation: no markup, no picture from elsewhere, nothing after it", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (all) => {
        const text = markdownOf({ type: "text", text: `${all.join("")}.` });
        staysQuoted(text);
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });

  test.each([
    "[x]:\n```\n<img src=x onerror=alert(1)>",
    "[x]:\n```\n\n![a](http://evil.example/x.png)",
    "[^1]:\n```\n<b>",
    '[x]: y "\n\n```\n"\n\n<img src=x onerror=alert(1)>',
    "[x\n```\n]: y\n\n<img src=x onerror=alert(1)>",
    "[x]: y '\n```\n'\n\n<script>\n```",
    "- [x]:\n```\n<b>",
    "[[![x](https://evil.example/x.png)![x](https://evil.example/x.png)",
    "[[!\\[x](https://evil.example/x.png)!\\[x](https://evil.example/x.png)",
  ])("a definition of a link that swallows a fence does not free what is behind it: %j", (text) => {
    staysQuoted(markdownOf({ type: "text", text }));
  });

  test("code keeps its characters", () => {
    expect(markdownOf({ type: "text", text: "```html\n<b>1 < 2</b>\n```\n<b>" })).toContain(
      "> ```html\n> <b>1 < 2</b>\n> ```\n\n> &lt;b>\n",
    );
  });

  test("code of any size has a fence that ends behind it", () => {
    const text = markdownOf({ type: "text", text: `\`\`\`\n${"`````a ".repeat(200_000)}` });
    expect(text.slice(-9)).toBe("> ``````\n");
  });

  test("says who, when, with which model, and how it ended", () => {
    const model = { configId: null, provider: "demo", model: "m", name: "My *model*" };
    expect(messageMarkdown(message({ model, status: "stopped" }), { ...told, answers: 1 })).toBe(
      "### 3. Guide\n\n_2026-11-21T10:00:00.000Z · My \\*model\\* · stopped · another branch, after 1_\n",
    );
    const heading = (authorId: string | null) =>
      messageMarkdown(message({ role: "user", authorId }), { ...told, people: { mia: "Mia <3" } }).split("\n")[0];
    expect([ME, null, "mia", "gone"].map(heading)).toEqual([
      "### 3. You",
      "### 3. You",
      "### 3. Mia \\<3",
      "### 3. Somebody else",
    ]);
  });

  test("a question is told with its answer, another tool with what went in and came out", () => {
    const call = { type: "tool-call", toolCallId: "c", state: "done" } as const;
    const asked = markdownOf({ ...call, tool: "ask_confirm", input: { prompt: "Shall I?" }, output: true });
    expect(asked).toContain("**Question:** done\n\n> Shall I?\n\nAnswer:\n\n> ```json\n> true\n> ```\n");
    const used = markdownOf({ ...call, tool: "look_up", input: { q: "```" }, output: "a\n```\n<b>" });
    expect(used).toContain('> ````json\n> {\n>   "q": "```"\n> }\n> ````');
    expect(used).toContain("Gave:\n\n> ````\n> a\n> ```\n> <b>\n> ````");
  });

  test("tables, files, hand-offs and workflows are told in lines of their own", () => {
    const columns = [
      { key: "a", label: "Region | x", align: "left" as const },
      { key: "n", label: "Sales", align: "right" as const, format: "integer" as const, unit: "€" },
    ];
    const table = { title: "Sales", columns, rows: [{ a: "<b>North</b>", n: 1200 }] };
    expect(markdownOf({ type: "table", table })).toContain(
      "| Region \\| x | Sales |\n| --- | --: |\n| \\<b\\>North\\</b\\> | €1,200 |",
    );
    expect(markdownOf({ type: "file", fileId: "f", name: "a_b.csv", mediaType: "text/csv", size: 1200 })).toContain(
      "**File:** a\\_b.csv (1,200 bytes)",
    );
    const packet = {
      ...{ handoffId: "h", fromSlug: "guide", toSlug: "luca", toConversationId: "c", goal: "Do\n# it", facts: ["A"] },
      ...{ openQuestions: [], files: [], createdAt: "" },
    };
    expect(markdownOf({ type: "handoff", packet })).toContain("- Goal: Do \\# it\n- Known so far: A\n");
    expect(markdownOf({ type: "run", runId: "r", workflowType: "dcf_valuation" })).toContain(
      "**Workflow:** dcf\\_valuation",
    );
  });
});
