/** How a process proves that it lives, in milliseconds. */
export const LEASE = {
  /** Between two beats, each of which renews the lease. */
  beatMs: 500,
  /** Its work goes to others when this is over. */
  leaseMs: 2_500,
  /** Whoever has not beaten for this long has probably gone: a turn that somebody stops does not wait for the lease. */
  quietMs: 750,
  /** An event loop that has not turned for this long is not beaten for any more. */
  wedgedMs: 30_000,
} as const;
