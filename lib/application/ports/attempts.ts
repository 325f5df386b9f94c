/** How many attempts may be counted under a key at one time. */
export interface AttemptLimit {
  key: string;
  most: number;
}

/** Counts attempts to guess a secret, over all processes. Times are ISO 8601. */
export interface Attempts {
  /** How many failures one person may have from one place; other limits are multiples of it. */
  readonly most: number;
  /**
   * Counts one more under each of these keys, or under none when one is full: then answers until when. A key counts
   * from its first attempt until `until`. Attempts at the same moment see each other; a refused one writes nothing.
   */
  take(limits: readonly AttemptLimit[], at: string, until: string): Promise<string | null>;
  /** After a success: its own attempt is taken off `keys`, and `cleared` begin at zero. */
  release(keys: readonly string[], cleared: readonly string[]): Promise<void>;
}
