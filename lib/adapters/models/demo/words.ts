import { formatValue } from "#lib/domain/session/format-value.ts";

/** Lower-case words of a text, accents kept, with a plain plural's ending taken off. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
}

/** "regions" and "region", "analyses" and "analysis" meet; short words stay as they are. */
export function stem(word: string): string {
  if (word.length <= 3) return word;
  return word
    .replace(/ies$/, "y")
    .replace(/(ss|us|is)$/, "$1\u0000")
    .replace(/s$/, "")
    .replace("\u0000", "");
}

const STOP_WORDS = new Set(
  "a an and are as at be by can could did do doe for from get give has have how i if in is it its me my of on or our out please show so some tell than that the their them then there these they this to up us want was we were what when where which who why will with would you your der die da das ein eine ich mein meine und oder mit von zu im in ist sind wie was welche".split(
    " ",
  ),
);

/** Words that carry meaning. */
export function contentWords(text: string): string[] {
  return wordsOf(text).filter((word) => !STOP_WORDS.has(word));
}

/** "a, b and c". */
export function listed(items: readonly string[], joint = "and"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${joint} ${items.at(-1)}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "content-liaison" as a person reads it. */
export function spoken(slug: string): string {
  return slug.replace(/[-_]/g, " ");
}

const NAMES = new Set(["luca", "cadence"]);

/** An agent as one speaks of it: "the content liaison", "Luca". */
export function agentName(slug: string): string {
  return NAMES.has(slug) ? capitalised(slug) : `the ${spoken(slug)}`;
}

/** A figure for people: grouped, at most two decimals; one with a unit reads as it does in tables and summaries. */
export function figure(value: unknown, unit = ""): string {
  if (typeof value !== "number") return String(value);
  return unit ? formatValue(value, undefined, unit) : value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
