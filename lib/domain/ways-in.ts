/** What lets somebody into their account by itself. */
export interface WaysIn {
  hasPassword: boolean;
  /** Accounts elsewhere that are linked. */
  identities: readonly { id: string; issuer: string }[];
}

/**
 * Whether somebody without this linked account could sign in no more. A provider that the operator does not use any
 * longer (`issuer` is the one in use, null for none) lets nobody in.
 */
export const isLastWayIn = ({ hasPassword, identities }: WaysIn, id: string, issuer: string | null): boolean =>
  !hasPassword && !identities.some((one) => one.id !== id && one.issuer === issuer);
