/** The reader's answer to a request for approval. The model receives `reason`. */
export type ConsentAnswer = { allow: 'once' | 'always' } | { allow: false; reason?: string };
