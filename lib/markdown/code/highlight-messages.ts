import type { CodeSpan } from './code-lines.ts';

/** Requests the colors of the lines after those requested before. */
export interface HighlightRequest {
  type: 'request';
  /** Identifies the block of code. */
  id: number;
  /** Increases when the block's code starts over, which resets the grammar's state. */
  epoch: number;
  language: string;
  /** Complete lines. `from` is the number of the first. */
  from: number;
  lines: string[];
  /** The line that is still being written. */
  partial: string;
}

/** Releases the grammar's state of a block that was removed. */
export interface HighlightRelease {
  type: 'release';
  id: number;
}

export interface HighlightReply {
  id: number;
  epoch: number;
  from: number;
  /** The spans of each requested line; undefined if there is no grammar for the language. */
  lines: CodeSpan[][] | undefined;
  partial: CodeSpan[];
}
