/** The limits of one request. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_MESSAGES = 500;
/** Parts of all messages together. */
export const MAX_PARTS = 5_000;
/** Levels of arrays and objects in the JSON of a body, and how many there are in all. */
export const MAX_JSON_DEPTH = 32;
export const MAX_JSON_NODES = 200_000;
