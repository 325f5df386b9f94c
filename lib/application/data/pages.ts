/** All items of a list that is read a page at a time, each page from the last item of the one before. */
export async function* itemsOf<Item>(read: (last?: Item) => Promise<Item[]>): AsyncGenerator<Item> {
  for (let last: Item | undefined; ; ) {
    const page = await read(last);
    yield* page;
    last = page.at(-1);
    if (!last) return;
  }
}

/** A JSON array in pieces, an item a line. */
export async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = "[\n";
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
