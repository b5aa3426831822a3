/** How the upstream streams. */
export type Profile = {
  tokensPerSecond: number;
  /** Tokens per answer. */
  tokens: number;
  text: 'latin' | 'chinese' | 'prose';
  /** Milliseconds from the request to the first token. */
  firstTokenMs: number;
};

/** The result of one load. Times are in milliseconds. */
export type LoadResult = {
  streams: number;
  tokens: number;
  /** Streams that lost a token or failed. */
  broken: number;
  /** From the upstream sending the first token to its arrival. */
  firstToken: { p50: number; p99: number };
  /** By how much the gap between two tokens exceeded the upstream's own. */
  addedGap: { p50: number; p99: number };
  longestGapMs: number;
  chunks: number;
};
