interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
  /** Counts on with every key that is new. */
  readonly place: number;
}

type Bucket<Value> = readonly Entry<Value>[];

const NO_BUCKETS: readonly Bucket<never>[] = Array.from({ length: 64 }, () => []);

/**
 * A map that never changes: `with` and `without` give another one, which shares with this one what they leave alone.
 * Its order is the one in which its keys were first added, of which only those that are still there count.
 *
 * The keys lie in 64 buckets. `size` is O(1), `get` and `has` look through one bucket; a change copies that bucket and
 * the list of the 64. Whatever lists the map sorts it: O(n log n).
 */
export class PersistentMap<Value> {
  readonly size: number;
  readonly #buckets: readonly Bucket<Value>[];
  readonly #nextPlace: number;

  private constructor(buckets: readonly Bucket<Value>[], size: number, nextPlace: number) {
    this.#buckets = buckets;
    this.size = size;
    this.#nextPlace = nextPlace;
  }

  /** What `toJSON` has given. */
  static from<Value>(record: Readonly<Record<string, Value>>): PersistentMap<Value> {
    const empty = new PersistentMap<Value>(NO_BUCKETS, 0, 0);
    return Object.entries(record).reduce((map, [key, value]) => map.with(key, value), empty);
  }

  get(key: string): Value | undefined {
    return this.#buckets[bucketOf(key)]?.find((one) => one.key === key)?.value;
  }

  has(key: string): boolean {
    return this.#buckets[bucketOf(key)]?.some((one) => one.key === key) ?? false;
  }

  /** With this value; a key that is there keeps its place. */
  with(key: string, value: Value): PersistentMap<Value> {
    const at = bucketOf(key);
    const bucket = this.#buckets[at] ?? [];
    const index = bucket.findIndex((one) => one.key === key);
    const next = this.#nextPlace;
    const entry = { key, value, place: bucket[index]?.place ?? next };
    return index < 0
      ? new PersistentMap(this.#buckets.with(at, [...bucket, entry]), this.size + 1, next + 1)
      : new PersistentMap(this.#buckets.with(at, bucket.with(index, entry)), this.size, next);
  }

  /** Without this key; the same map where it is not there. */
  without(key: string): PersistentMap<Value> {
    if (!this.has(key)) return this;
    const at = bucketOf(key);
    const others = this.#buckets[at]?.filter((one) => one.key !== key) ?? [];
    return new PersistentMap(this.#buckets.with(at, others), this.size - 1, this.#nextPlace);
  }

  keys(): string[] {
    return this.#sorted().map(({ key }) => key);
  }

  values(): Value[] {
    return this.#sorted().map(({ value }) => value);
  }

  *[Symbol.iterator](): Generator<[string, Value], void> {
    for (const { key, value } of this.#sorted()) yield [key, value];
  }

  toJSON(): Record<string, Value> {
    return Object.fromEntries(this);
  }

  #sorted(): Entry<Value>[] {
    return this.#buckets.flat().sort((a, b) => a.place - b.place);
  }
}

/** The upper six bits of the key's FNV-1a hash. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 26;
}
