export const CHUNK = 40;

/** A long list in pieces whose borders stay put when the list grows at either end, so that a piece can be kept as drawn. */
export function chunksOf<Item extends { sequence: number }>(items: readonly Item[]): { key: number; items: Item[] }[] {
  const chunks: { key: number; items: Item[] }[] = [];
  for (const item of items) {
    const key = Math.floor(Math.max(0, item.sequence - 1) / CHUNK);
    const last = chunks.at(-1);
    if (last && (last.key === key || item.sequence === 0)) last.items.push(item);
    else chunks.push({ key, items: [item] });
  }
  return chunks;
}

export const sameItems = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);
