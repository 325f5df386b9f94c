/** `<` where markup could begin. */
const MARKUP = /<(?=[a-z/!?])/gi;
/** `!` where an image could begin: some readers take away the backslashes within the text of a link before they read it. */
const IMAGE = /!(?=\\*\[)/g;
const OPENS = /^(`{3,})([\w+#.-]*)$/;
const CLOSES = /^\s*(`{3,})\s*$/;

interface Piece {
  /** Of code; null for prose. */
  language: string | null;
  lines: string[];
}

/**
 * Markdown of somebody else's as a quotation: whatever is in it ends with it, fences too; raw HTML and images that would
 * be fetched from elsewhere are shown as they are written. Code keeps its characters, in a quotation and a fence of our
 * own: a definition of a link that begins before it would swallow theirs, and free what is behind it.
 */
export function quoteMarkdown(text: string): string {
  return piecesOf(text.split(/\r\n|\r|\n/))
    .map(({ language, lines }) => ({ language, text: lines.join("\n") }))
    .filter(({ language, text }) => language !== null || text.trim() !== "")
    .map(({ language, text }) =>
      quote(language === null ? text.replace(MARKUP, "&lt;").replace(IMAGE, "&#33;") : codeBlock(text, language)),
    )
    .join("\n\n");
}

/** What stands between lines that look like fences is code, whatever a reader of Markdown makes of it. */
function piecesOf(lines: readonly string[]): Piece[] {
  let piece: Piece = { language: null, lines: [] };
  const pieces = [piece];
  let fence = 0;
  const begin = (language: string | null) => {
    piece = { language, lines: [] };
    pieces.push(piece);
  };
  for (const line of lines) {
    const [, opening = "", language = ""] = (fence === 0 && OPENS.exec(line)) || [];
    const closing = CLOSES.exec(line)?.[1] ?? "";
    if (opening) {
      fence = opening.length;
      begin(language);
    } else if (fence > 0 && closing.length >= fence) {
      fence = 0;
      begin(null);
    } else piece.lines.push(line);
  }
  return pieces;
}

export const quote = (text: string): string => text.replaceAll(/^/gm, "> ").replaceAll(/^> $/gm, ">");

/** A text as code: the fence is longer than any in it. */
export function codeBlock(text: string, language = ""): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
