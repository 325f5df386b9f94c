const FIRST_DELAY = 400;
const LONGEST_DELAY = 15_000;

/** Half fixed, half chance, so that a thousand tabs do not come back in the same moment. */
export function backOff(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
  return full / 2 + (full / 2) * random();
}
