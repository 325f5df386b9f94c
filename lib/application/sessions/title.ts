const MAX = 60;

/** A title from the first message: its first sentence, cut at a word; null when there are no words in it. */
export function titleFrom(text: string): string | null {
  const plain = text
    .replace(/```[\s\S]*?(```|$)/g, " ")
    .replace(/[#>*_`~|]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const sentence = /^.*?[.!?…](?=\s|$)/.exec(plain)?.[0].replace(/[.…]$/, "") ?? plain;
  const letters = [...sentence];
  if (letters.length <= MAX) return sentence || null;
  const cut = letters.slice(0, MAX - 1).join("");
  const word = cut.lastIndexOf(" ");
  return `${word > MAX / 2 ? cut.slice(0, word) : cut}…`;
}
