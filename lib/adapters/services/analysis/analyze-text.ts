import type { DataIssue, FileFacts, TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { STOP_WORDS } from "./stop-words.ts";

const KEY_TERMS = 20;
const KEY_SENTENCES = 5;
const FOUND = 30;
const MAX_SENTENCE = 400;

const DATE =
  /\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.? (?:January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember) \d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4})\b/g;
const AMOUNT =
  /(?:(?:[€$£]|EUR|USD|GBP|CHF)\s?\d[\d.,]*\d|(?:[€$£]|EUR|USD|GBP|CHF)\s?\d)(?:\s?(?:million|billion|Mio\.?|Mrd\.?|m|bn|k)\b)?|\b\d[\d.,]*\s?(?:€|\$|£|EUR\b|USD\b|GBP\b|CHF\b|%|(?:million|billion|Mio\.?|Mrd\.?|percent|Prozent)(?!\w))/g;
const ABBREVIATION =
  /(?:\b(?:z\.\s?B|d\.\s?h|bzw|ca|Dr|Mr|Mrs|Ms|Prof|Nr|No|St|vs|etc|e\.g|i\.e|Inc|Ltd|Co|approx|inkl|usw|Abs|Art|Fig|Abb)|\b\p{L}|\b\d{1,2})\.$/u;

type Extras = { headings: TextAnalysis["headings"]; warnings: string[]; pages?: number };

/** What a text says about itself, by counting alone: nothing in the result is worded anew. */
export function analyzeText(file: FileFacts, text: string, { headings, warnings, pages }: Extras): TextAnalysis {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu) ?? [];
  const language = languageOf(words);
  const sentences = splitSentences(text);
  const terms = keyTerms(words);
  return {
    kind: "text",
    file,
    language,
    characters: text.length,
    words: words.length,
    sentences: sentences.length,
    paragraphs: text.split(/\n\s*\n|\f/).filter((paragraph) => paragraph.trim() !== "").length,
    ...(pages === undefined ? {} : { pages }),
    headings: headings.slice(0, 50),
    keyTerms: terms.slice(0, KEY_TERMS),
    keySentences: keySentences(sentences, terms, headings),
    dates: tally(text.match(DATE) ?? []),
    amounts: tally(text.match(AMOUNT) ?? []),
    issues: warnings.map((message): DataIssue => ({ code: "left_out", count: 1, message })),
  };
}

function languageOf(words: string[]): TextAnalysis["language"] {
  const seen = { en: 0, de: 0 };
  for (const word of words.slice(0, 20_000)) {
    const lower = word.toLowerCase();
    if (STOP_WORDS.en.has(lower)) seen.en++;
    if (STOP_WORDS.de.has(lower)) seen.de++;
  }
  const most = Math.max(seen.en, seen.de);
  if (words.length === 0 || most < Math.min(words.length, 20_000) * 0.1) return "unknown";
  return seen.de > seen.en ? "de" : "en";
}

/** Words by how often they occur, shown in the spelling that is most frequent. */
function keyTerms(words: string[]): { term: string; count: number }[] {
  const terms = new Map<string, { count: number; spellings: Map<string, number> }>();
  for (const word of words) {
    const lower = word.toLowerCase().replace(/['’]s$/, "");
    if (lower.length < 3 || !/\p{L}{3}/u.test(lower) || STOP_WORDS.en.has(lower) || STOP_WORDS.de.has(lower)) continue;
    const term = terms.get(lower) ?? { count: 0, spellings: new Map() };
    term.count++;
    term.spellings.set(word, (term.spellings.get(word) ?? 0) + 1);
    terms.set(lower, term);
  }
  return [...terms]
    .map(([lower, { count, spellings }]) => ({
      term: [...spellings].reduce((a, b) => (b[1] > a[1] ? b : a), [lower, 0])[0].slice(0, 60),
      count,
    }))
    .sort((a, b) => b.count - a.count || a.term.localeCompare(b.term));
}

/** A blank line, a page, or the start of a heading, list item, quotation, table row or code block. */
const BLOCK_END = /\n\s*\n|\f|\n(?=\s*(?:[#>|]|[-*•+] |\d{1,3}[.)] |```))/;

const MARKUP = /^(?:[#>]+|[-*•+]|\d{1,3}[.)])\s+/;

/** Sentences, with abbreviations and numbers like "3." not taken as their end. A blank line always ends one. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  for (const block of text.split(BLOCK_END)) {
    const line = block.replace(/\s+/g, " ").trim().replace(MARKUP, "");
    let start = 0;
    for (const end of line.matchAll(/[.!?]+["”’)\]]*(?=\s|$)/g)) {
      const at = end.index + end[0].length;
      if (ABBREVIATION.test(line.slice(Math.max(start, at - 12), at))) continue;
      sentences.push(line.slice(start, at).trim());
      start = at;
    }
    sentences.push(line.slice(start).trim());
  }
  return sentences.filter((sentence) => /\p{L}/u.test(sentence));
}

/** The sentences whose words are the text's most frequent ones, long ones not favoured; in the text's order. */
function keySentences(
  sentences: string[],
  terms: { term: string; count: number }[],
  headings: { text: string }[],
): string[] {
  const weights = new Map(terms.slice(0, 200).map(({ term, count }) => [term.toLowerCase(), count]));
  const titles = new Set(headings.map(({ text }) => text.toLowerCase()));
  const scored = sentences.map((sentence, position) => {
    const words = sentence.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
    const usable =
      words.length >= 5 &&
      isProse(sentence) &&
      sentence.length <= MAX_SENTENCE &&
      /[.!?]["”’)\]]*$/.test(sentence) &&
      !titles.has(sentence.toLowerCase());
    const weight = [...new Set(words)].reduce((sum, word) => sum + (weights.get(word) ?? 0), 0);
    return {
      sentence,
      position,
      score: usable ? (weight / Math.sqrt(words.length + 5)) * (position < 3 ? 1.2 : 1) : 0,
    };
  });
  const best = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.position - b.position);
  const distinct = [...new Map(best.map((entry) => [entry.sentence, entry])).values()];
  return distinct
    .slice(0, KEY_SENTENCES)
    .sort((a, b) => a.position - b.position)
    .map(({ sentence }) => sentence);
}

/** Mostly letters: no code, no table row, no line of figures. */
function isProse(sentence: string): boolean {
  const letters = sentence.match(/[\p{L}\s,.'’]/gu)?.length ?? 0;
  return letters >= sentence.length * 0.9 && !/[`|{}=<>]/.test(sentence);
}

function tally(found: string[]): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const text of found) counts.set(text.trim(), (counts.get(text.trim()) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => ({ text, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, FOUND);
}
