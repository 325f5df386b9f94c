/** Topic of invalidations: the key is the id of an auth session, an API key or a user that opens nothing any more. */
export const CREDENTIAL_ENDED = "credential-ended";
