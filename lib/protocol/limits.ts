/** The limits of the files that the page attaches. It shrinks images before it sends them. */
export const MAX_TEXT_FILE_BYTES = 1024 * 1024;
export const MAX_IMAGE_FILE_BYTES = 64 * 1024 * 1024;
/** Decoding a larger image may crash the page. */
export const MAX_IMAGE_PIXELS = 200_000_000;

/** The limits of one request. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
export const MAX_MESSAGES = 500;
/** Parts of all messages in total. */
export const MAX_PARTS = 5_000;
/** Of the JSON of a body: its depth, arrays and objects, the fields of all objects, and all values. */
export const MAX_JSON_DEPTH = 32;
export const MAX_JSON_NODES = 200_000;
export const MAX_JSON_FIELDS = 100_000;
export const MAX_JSON_VALUES = 500_000;
