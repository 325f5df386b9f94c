/** Topic of invalidations: the key is the id of a person who may now see more or less than before. */
export const ACCESS_CHANGED = "access-changed";
