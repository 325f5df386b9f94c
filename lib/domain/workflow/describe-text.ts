import type { TableSpec } from "#lib/domain/session/artifacts.ts";
import type { TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { escapeMarkdown, plural, section } from "./markdown.ts";

const LISTED = 8;

/** A document in words: its size and outline, sentences of its own, key terms, dates and amounts. */
export function describeText(result: TextAnalysis): { summary: string; table: TableSpec; facts: string[] } {
  const { words, pages, sentences, language, headings, keyTerms, keySentences, dates, amounts } = result;
  const written = language === "unknown" ? "" : ` in ${language === "de" ? "German" : "English"}`;
  const size = `${plural(words, "word")} and ${plural(sentences, "sentence")}${pages === undefined ? "" : ` on ${plural(pages, "page")}`}${written}`;
  const list = (found: { text: string; count: number }[]) =>
    found
      .slice(0, LISTED)
      .map(({ text, count }) => (count > 1 ? `${text} (${count}×)` : text))
      .join(", ");
  const terms = keyTerms
    .filter(({ count }) => count > 1)
    .slice(0, LISTED)
    .map(({ term, count }) => `${term} (${count}×)`)
    .join(", ");
  const mentions = [
    ...(terms ? [`Most frequent terms: ${terms}.`] : []),
    ...(dates.length > 0 ? [`Dates mentioned: ${list(dates)}.`] : []),
    ...(amounts.length > 0 ? [`Amounts mentioned: ${list(amounts)}.`] : []),
  ];
  const lines = [
    `**${escapeMarkdown(result.file.name)}** has ${size}.`,
    ...section("In its own sentences", keySentences),
    ...section(
      "Outline",
      headings.slice(0, LISTED * 2).map(({ text }) => text),
    ),
    ...section("Mentioned", mentions),
    ...section("Before you rely on it", [
      ...result.issues.map((issue) => issue.message),
      "The sentences above were picked by counting words; nothing was interpreted.",
    ]),
  ];
  return {
    summary: lines.join("\n"),
    table: {
      title: "Key terms",
      columns: [
        { key: "term", label: "Term", align: "left" },
        { key: "count", label: "Occurrences", align: "right", format: "integer" },
      ],
      rows: keyTerms.map(({ term, count }) => ({ term, count })),
    },
    facts: [`The document has ${size}.`, ...mentions, ...keySentences],
  };
}
