/** Topic of invalidations: the key is the id of an auth session, an API key, a user or a membership that opens nothing any more. */
export const CREDENTIAL_ENDED = "credential-ended";

/** A person's place in one workspace, as such a key: what they have opened elsewhere stays. */
export const membershipKey = (workspaceId: string, userId: string): string => `${workspaceId}:${userId}`;
