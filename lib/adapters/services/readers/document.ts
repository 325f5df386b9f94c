/** A document's text with its structure; pages come separated by a form feed in `text`. */
export type DocumentText = {
  text: string;
  pages?: number;
  headings: { level: number; text: string }[];
  metadata: Record<string, string>;
  warnings: string[];
};

const MAX_HEADINGS = 500;

/** Joins lines to text, collapsing runs of blank lines, and bounds the headings. */
export function documentText(document: DocumentText): DocumentText {
  return {
    ...document,
    text: document.text
      .replace(/\r\n?/g, "\n")
      .replace(/[ \t]+\n/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .toWellFormed()
      .trim(),
    headings: document.headings
      .map(({ level, text }) => ({ level, text: text.replace(/\s+/g, " ").trim().slice(0, 200) }))
      .filter((heading) => heading.text !== "")
      .slice(0, MAX_HEADINGS),
  };
}
