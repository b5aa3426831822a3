import type { MarkdownIt, Token } from 'markdown-it';

/** Scripts without spaces between words, and their full-width punctuation. Korean is not among them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFF60\uFFE0-\uFFE6]/u;
/** Punctuation that these scripts share with others. */
const SHARED = /[“”‘’…—·]/u;

/**
 * Removes line ends between Chinese or Japanese characters, which browsers would show as a space. Follows the segment break
 * transformation rules of CSS Text Level 3, which browsers do not implement.
 */
export function cjkLineBreaks(parser: MarkdownIt): void {
  parser.core.ruler.after('inline', 'cjk_line_breaks', (state) => {
    for (const { children } of state.tokens) {
      if (!children?.some(({ type }) => type === 'softbreak')) continue;
      const kept = children.filter((token, at) => token.type !== 'softbreak' || !isUnspaced(children, at));
      children.splice(0, children.length, ...kept);
    }
  });
}

function isUnspaced(tokens: readonly Token[], at: number): boolean {
  const before = nearestCharacter(tokens, at, -1);
  const after = nearestCharacter(tokens, at, 1);
  const isOneUnspaced = UNSPACED.test(before) || UNSPACED.test(after);
  const isUnspacedOrShared = (character: string) => UNSPACED.test(character) || SHARED.test(character);
  return isOneUnspaced && isUnspacedOrShared(before) && isUnspacedOrShared(after);
}

/** The character next to a line end, across emphasis and links; empty next to anything but text. */
function nearestCharacter(tokens: readonly Token[], at: number, step: 1 | -1): string {
  for (let index = at + step; index >= 0 && index < tokens.length; index += step) {
    const token = tokens[index];
    if (token?.type === 'text') {
      const characters = step > 0 ? [...token.content.slice(0, 2)] : [...token.content.slice(-2)];
      const character = characters.at(step > 0 ? 0 : -1);
      if (character !== undefined) return character;
    } else if (token?.nesting === 0) {
      return '';
    }
  }
  return '';
}
