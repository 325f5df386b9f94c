/** Topic of invalidations: the key is the id of a session that is gone for good. */
export const SESSION_ERASED = "session-erased";
