import 'server-only';

/** How far before the end of the text the repetition may start. */
const MAX_OVERLAP = 400;
/** A shorter overlap with a longer text may be chance: "very" after "very". Han and kana characters count as two. */
const MIN_OVERLAP_WEIGHT = 8;
const UNSPACED_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Removes from the continuation of a text whatever repeats the end of that text. Holds back only what may still turn out to
 * be a repetition.
 */
export class OverlapTrimmer {
  /** Ends of the text that the continuation may start with, longest first. */
  #candidates: string[];
  /** The text already ends with whitespace, which the continuation repeats after the overlap. */
  #hasTrailingSpace: boolean;
  #held = '';
  #state: 'matching' | 'trimming-space' | 'done' = 'matching';

  constructor(text: string) {
    const trimmed = text.trimEnd();
    this.#hasTrailingSpace = trimmed !== text;
    this.#candidates = findOverlapCandidates(trimmed);
  }

  /** Whether deltas are returned unchanged. */
  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Takes the next delta of the continuation and returns what extends the text. */
  push(delta: string): string {
    if (this.#state === 'done') return delta;
    if (this.#state === 'trimming-space') return this.#trimSpace(delta);
    this.#held += delta;
    const start = this.#held.trimStart();
    this.#candidates = this.#candidates.filter((end) => end.startsWith(start) || start.startsWith(end));
    const longest = this.#candidates[0];
    if (longest === undefined) return this.#finish(this.#held);
    return start.startsWith(longest) ? this.#removeOverlap(start, longest) : '';
  }

  /** Returns what was held back when the continuation ends, without a complete repetition. */
  flush(): string {
    if (this.#state !== 'matching') return '';
    const start = this.#held.trimStart();
    const overlap = this.#candidates.find((end) => start.startsWith(end));
    return overlap === undefined ? this.#finish(this.#held) : this.#removeOverlap(start, overlap);
  }

  #removeOverlap(start: string, overlap: string): string {
    const rest = start.slice(overlap.length);
    return this.#hasTrailingSpace ? this.#trimSpace(rest) : this.#finish(rest);
  }

  #trimSpace(delta: string): string {
    const trimmed = delta.trimStart();
    if (trimmed !== '') return this.#finish(trimmed);
    this.#state = 'trimming-space';
    return '';
  }

  #finish(rest: string): string {
    this.#state = 'done';
    this.#held = '';
    this.#candidates = [];
    return rest;
  }
}

/** The ends of `text` that start with a word, or with a character of a script without spaces; longest first. */
function findOverlapCandidates(text: string): string[] {
  const tail = text.slice(-MAX_OVERLAP);
  const candidates: string[] = [];
  for (let start = 0; start < tail.length; start++) {
    const end = tail.slice(start);
    if (/^\s/.test(end)) continue;
    const isWholeText = start === 0 && tail.length === text.length;
    if (isWholeText || (startsWord(tail, start) && getWeight(end) >= MIN_OVERLAP_WEIGHT))
      candidates.push(end);
  }
  return candidates;
}

function startsWord(text: string, index: number): boolean {
  return UNSPACED_SCRIPT.test(text[index] ?? '') || !/[\p{L}\p{N}]/u.test(text[index - 1] ?? ' ');
}

function getWeight(text: string): number {
  let weight = 0;
  for (const character of text) weight += UNSPACED_SCRIPT.test(character) ? 2 : 1;
  return weight;
}
