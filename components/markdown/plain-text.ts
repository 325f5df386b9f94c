/** Markdown without its marks, for where only words count. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[ \t]*(?:[-*+>]|#{1,6}|\d+\.)[ \t]+/gm, "")
    .replace(/[*`|~]{1,3}(?=\S)|(?<=\S)[*`|~]{1,3}/g, "")
    .replace(/(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)/g, "")
    .replace(/\s*\n\s*/g, " ")
    .trim();
