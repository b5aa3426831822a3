import 'server-only';

/** How far back a model may begin to repeat. */
const LOOK_BACK = 400;
/** What repeats less of a longer text may be chance: "very" after "very". A Chinese character counts for two. */
const LEAST_REPEATED = 8;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * Joins the rest of a text to the text: what the rest repeats of the text's end is taken out. Holds back only what may
 * still turn out to be a repetition.
 */
export class Seam {
  /** Ends of the text that the rest may begin with, longest first. */
  #repetitions: string[];
  /** The text ends with a space already, which the rest brings along after what it repeats. */
  #spaced: boolean;
  #held = '';
  #state: 'matching' | 'trimming' | 'joined' = 'matching';

  constructor(text: string) {
    const words = text.trimEnd();
    this.#spaced = words !== text;
    this.#repetitions = endsOf(words);
  }

  /** Takes the next words of the rest, and gives those that go on the text. */
  push(words: string): string {
    if (this.#state === 'joined') return words;
    if (this.#state === 'trimming') return this.#trim(words);
    this.#held += words;
    const said = this.#held.trimStart();
    this.#repetitions = this.#repetitions.filter((end) => end.startsWith(said) || said.startsWith(end));
    const longest = this.#repetitions[0];
    if (longest === undefined) return this.#join(this.#held);
    return said.startsWith(longest) ? this.#goOn(said, longest) : '';
  }

  /** No more comes: gives what was held back, without a repetition that is whole. */
  end(): string {
    if (this.#state !== 'matching') return '';
    const said = this.#held.trimStart();
    const whole = this.#repetitions.find((end) => said.startsWith(end));
    return whole === undefined ? this.#join(this.#held) : this.#goOn(said, whole);
  }

  #goOn(said: string, repetition: string): string {
    const words = said.slice(repetition.length);
    return this.#spaced ? this.#trim(words) : this.#join(words);
  }

  #trim(words: string): string {
    const trimmed = words.trimStart();
    if (trimmed !== '') return this.#join(trimmed);
    this.#state = 'trimming';
    return '';
  }

  #join(words: string): string {
    this.#state = 'joined';
    this.#held = '';
    this.#repetitions = [];
    return words;
  }
}

/** The ends of `text` that begin with a word, or with a character of a script without spaces; longest first. */
function endsOf(text: string): string[] {
  const tail = text.slice(-LOOK_BACK);
  const ends: string[] = [];
  for (let start = 0; start < tail.length; start++) {
    const whole = start === 0 && tail.length === text.length;
    const end = tail.slice(start);
    if (/^\s/.test(end) || (!whole && (!beginsWord(tail, start) || weigh(end) < LEAST_REPEATED))) continue;
    ends.push(end);
  }
  return ends;
}

function beginsWord(text: string, index: number): boolean {
  return UNSPACED.test(text[index] ?? '') || !/[\p{L}\p{N}]/u.test(text[index - 1] ?? ' ');
}

function weigh(text: string): number {
  let weight = 0;
  for (const character of text) weight += UNSPACED.test(character) ? 2 : 1;
  return weight;
}
