/** What is wrong with a text beside what it should be, counted in words. */
export interface WordFaults {
  lost: number;
  repeated: number;
  reordered: number;
  /** Words that nobody wrote there. */
  foreign: number;
}

/** Counts each kind of fault apart. Words are told apart by their paragraph: the same number begins in each of them. */
export function compareWords(truth: string, text: string): WordFaults {
  if (text === truth) return { lost: 0, repeated: 0, reordered: 0, foreign: 0 };
  const places = new Map(wordsOf(truth).map((word, place) => [word, place]));
  const seen = new Set<string>();
  const faults: WordFaults = { lost: 0, repeated: 0, reordered: 0, foreign: 0 };
  let furthest = -1;
  for (const word of wordsOf(text)) {
    const place = places.get(word);
    if (place === undefined) faults.foreign += 1;
    else if (seen.has(word)) faults.repeated += 1;
    else if (place < furthest) faults.reordered += 1;
    else furthest = place;
    seen.add(word);
  }
  faults.lost = [...places.keys()].filter((word) => !seen.has(word)).length;
  return faults;
}

const wordsOf = (text: string): string[] =>
  text.split("\n\n").flatMap((paragraph, at) => (paragraph.match(/\S+/g) ?? []).map((word) => `${at} ${word}`));
