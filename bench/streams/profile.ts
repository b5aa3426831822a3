/** How the upstream writes. */
export type Profile = {
  tokensPerSecond: number;
  /** Tokens of one answer. */
  tokens: number;
  text: 'latin' | 'chinese';
  /** Milliseconds from the request to the first token. */
  firstTokenMs: number;
};

/** What one load of many streams came to. Times in milliseconds. */
export type LoadResult = {
  streams: number;
  tokens: number;
  /** Streams that did not give every token. */
  broken: number;
  /** From the upstream's sending of the first token to its arrival. */
  firstToken: { p50: number; p99: number };
  /** How much longer than the upstream's own the gap between two tokens was. */
  addedGap: { p50: number; p99: number };
  longestGapMs: number;
  chunks: number;
};
