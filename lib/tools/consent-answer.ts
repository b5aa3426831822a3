/** What a reader answers when a tool asks: `reason` is told to the model. */
export type ConsentAnswer = { allow: 'once' | 'always' } | { allow: false; reason?: string };
