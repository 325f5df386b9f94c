import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { decodeEntities } from "#components/markdown/entities.ts";
import { Markdown } from "#components/markdown/markdown.tsx";
import { safeUrl } from "#components/markdown/safe-url.ts";

const html = (text: string, writing = false) => renderToStaticMarkup(createElement(Markdown, { text, writing }));

test("markup of a model is shown as text, never run", () => {
  const shown = html('Hi <img src=x onerror="alert(1)"> there\n\n<script>alert(1)</script>');
  expect(shown).not.toMatch(/<img|<script/);
  expect(shown).toContain("&lt;script&gt;");
});

test("an image is a link: nothing is fetched", () => {
  const shown = html("![chart](https://evil.example/beacon.png)");
  expect(shown).not.toContain("<img");
  expect(shown).toContain('href="https://evil.example/beacon.png"');
});

test("links go out without a trace of us, and only to safe places", () => {
  expect(html("[a](https://example.com)")).toContain('rel="noopener noreferrer nofollow"');
  for (const href of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
  ]) {
    expect(safeUrl(href)).toBeNull();
  }
  expect(html("[a](javascript:alert(1))")).not.toContain("href");
  expect(html("[a](&#106;avascript:alert(1))")).not.toContain("href");
  expect(safeUrl("/settings")).toBe("/settings");
  expect(safeUrl("mailto:a@example.com")).toBe("mailto:a@example.com");
});

test("open marks at the end of text that is being written are closed", () => {
  expect(html("This is **bold", true)).toContain("<strong");
  expect(html("See [the page](https://exa", true)).not.toContain("](");
});

test("tables, lists and code come out as such", () => {
  const shown = html("| a | b |\n|:--|--:|\n| 1 | 2 |\n\n3. x\n4. y\n\n- [x] done\n\n```js\nlet a = 1 < 2\n```");
  expect(shown).toContain("<table");
  expect(shown).toContain('start="3"');
  expect(shown).toContain('type="checkbox"');
  expect(shown).toContain("let a = 1 &lt; 2");
});

test("character references become characters once", () => {
  expect(decodeEntities("a &amp;lt; b &#8364; &#x20AC; &nope; &#xD800;")).toBe("a &lt; b € € &nope; &#xD800;");
});
