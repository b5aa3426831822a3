import type { CodeSpan } from './code-lines.ts';

/** Asks for the colours of lines that follow those asked for before. */
export interface HighlightRequest {
  /** Which block of code this is about. */
  id: number;
  /** Rises when the block's code starts over: the grammar's state is forgotten then. */
  epoch: number;
  language: string;
  /** Whole lines. `from` is the number of the first. */
  from: number;
  lines: string[];
  /** The line that is still being written. */
  partial: string;
}

/** Says that a block is gone. */
export interface HighlightRelease {
  id: number;
  isGone: true;
}

export interface HighlightReply {
  id: number;
  epoch: number;
  from: number;
  /** The spans of each line asked for, or undefined where the language has no grammar and stays plain. */
  lines: CodeSpan[][] | undefined;
  partial: CodeSpan[];
}
