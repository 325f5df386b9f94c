/** `<` where markup could begin. */
const MARKUP = /<(?=[a-z/!?])/gi;
/** Only what every renderer takes for the beginning of a code block. */
const OPENS = /^(`{3,})[\w+#.-]*$/;

/**
 * Markdown of somebody else's as a quotation: whatever is in it ends with it, fences too; raw HTML and images that would
 * be fetched from elsewhere are shown as they are written. Code keeps its characters.
 */
export function quoteMarkdown(text: string): string {
  let fence = "";
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => {
      if (fence) {
        const closes = /^\s*(`{3,})\s*$/.exec(line)?.[1] ?? "";
        if (closes.length >= fence.length) fence = "";
        return line;
      }
      fence = OPENS.exec(line)?.[1] ?? "";
      return fence ? line : line.replace(MARKUP, "&lt;").replaceAll("![", "!\\[");
    })
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

/** A text as code: the fence is longer than any in it. */
export function codeBlock(text: string, language = ""): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
