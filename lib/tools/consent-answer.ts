/** The reader's answer to a request for approval. */
export type ConsentAnswer = { allow: 'once' | 'always' } | { allow: false };
