/** Of a file that is brought in. */
export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;
export const MAX_CONVERSATIONS = 100;
export const MAX_MESSAGES = 20_000;
/** Texts, numbers, lists and objects of all depths: each may have something wrong with it, which takes memory to say. */
export const MAX_VALUES = 400_000;
export const MAX_VALUES_IN_MESSAGE = 50_000;
