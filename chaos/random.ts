import { seededRandom } from "#lib/adapters/services/fixtures/random.ts";

export type Random = ReturnType<typeof seededRandom>;

/** The chances of one try of a round, the same ones for the same seed, row, round and try, whatever other rounds did. */
export function randomOf(seed: number, row: string, round: number, tries = 0): Random {
  let mixed = seed;
  for (const character of tries ? `${row} ${round} ${tries}` : `${row} ${round}`)
    mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  return seededRandom(mixed);
}
