import type { MarkdownIt, StateCore, Token } from 'markdown-it';
import type { ParseEnvironment } from './environment.ts';

/** Characters at the end of a half-written line whose meaning the next character decides. */
const UNDECIDED_END = /(?:[*_~$!\\]+|\\[([]|&#?\w{0,31}|<(?:[A-Za-z/][^\s<>]{0,200})?)$/;

/** What depends on definitions, counts footnotes, or is read again by a later rule: links of each kind. */
const HAS_MEANING_ELSEWHERE = /[[@]|:\/\/|www\./i;

const TASK_BOX = /^\[([ xX])\](?=\s)\s?/;

/** Tokens that hold text of their own: inline text before one of them has ended. */
const LEAVES = new Set(['fence', 'code_block', 'hr', 'math_block']);

/**
 * Parses inline text in place of markdown-it's own rule. It knows which text is the last of an open block, holds back
 * that text's undecided end, and reads task boxes.
 */
export function inlineText(parser: MarkdownIt): void {
  parser.core.ruler.at('inline', (state) => {
    const environment = state.env as ParseEnvironment;
    const last = environment.openEnd ? lastText(state.tokens) : undefined;
    const growing = last && mayGrow(state.tokens, last, environment) ? last : undefined;
    state.tokens.forEach((token, index) => {
      if (token.type !== 'inline') return;
      readTaskBox(state, token, index);
      if (token === growing) {
        token.content = token.content.replace(UNDECIDED_END, '');
        token.children = environment.openTokens = [];
        state.md.inline.parse(token.content, state.md, state.env, token.children);
        environment.openTokens = undefined;
      } else {
        token.children = inlineTokens(state, token.content);
      }
    });
    return true;
  });
}

/** The tokens of an inline text that is complete, as they are known from before where it means the same everywhere. */
function inlineTokens(state: StateCore, content: string): Token[] {
  const { knownTexts, inlineTexts } = state.env as ParseEnvironment;
  const isKept = knownTexts !== undefined && !HAS_MEANING_ELSEWHERE.test(content);
  const known = isKept ? (inlineTexts.get(content) ?? knownTexts.get(content)) : undefined;
  const tokens = known ?? [];
  if (!known) state.md.inline.parse(content, state.md, state.env, tokens);
  if (isKept) inlineTexts.set(content, tokens);
  return tokens;
}

/** The inline token that the end of the text lies in. Cells that a short table row was filled up with do not count. */
function lastText(tokens: Token[]): Token | undefined {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    if (!token || LEAVES.has(token.type)) return undefined;
    if (token.type === 'inline' && token.content) return token;
  }
  return undefined;
}

function mayGrow(tokens: Token[], token: Token, environment: ParseEnvironment): boolean {
  if (environment.openEnd === 'in-line') return true;
  const parent = tokens[tokens.indexOf(token) - 1];
  return environment.openEnd === 'after-line' && parent?.type === 'paragraph_open';
}

function readTaskBox(state: StateCore, token: Token, index: number): void {
  const item = state.tokens[index - 2];
  if (item?.type !== 'list_item_open' || state.tokens[index - 1]?.type !== 'paragraph_open') return;
  const box = TASK_BOX.exec(token.content);
  if (!box) return;
  item.meta = { isChecked: box[1] !== ' ' };
  token.content = token.content.slice(box[0].length);
}
