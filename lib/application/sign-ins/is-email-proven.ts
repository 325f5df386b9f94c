/**
 * What a provider's `email_verified` says. Some write a text in place of a boolean; of one that says nothing the
 * operator knows whether its addresses are its people's own (`OIDC_TRUSTS_EMAIL`). A plain no is a no.
 */
export const isEmailProven = (claim: unknown, trustsEmail: boolean): boolean =>
  claim === undefined || claim === null ? trustsEmail : claim === true || claim === "true";
