import type { MarkdownIt, StateCore, Token } from 'markdown-it';
import type { ParseEnvironment } from './environment.ts';

/** Characters at the end of a partial line whose meaning depends on the next character. */
const UNDECIDED_END = /(?:(?<![*_~$!\\])[*_~$!\\]+|\\[([]|&#?\w{0,31}|<(?:[A-Za-z/][^\s<>]{0,200})?)$/;

/** Links and footnotes, whose tokens depend on definitions, on numbering or on a later rule, so they cannot be reused. */
const CONTEXT_DEPENDENT = /[[@]|:\/\/|www\./i;

const TASK_BOX = /^\[([ xX])\](?=\s)\s?/;

/** Tokens with text of their own: the inline text before one of them is complete. */
const LEAVES = new Set(['fence', 'code_block', 'hr', 'math_block']);

/**
 * Parses inline text in place of markdown-it's own rule: holds back the undecided end of an open block's last text, reuses the
 * tokens of known texts, and reads task boxes.
 */
export function inlineText(parser: MarkdownIt): void {
  parser.core.ruler.at('inline', (state) => {
    const environment = state.env as ParseEnvironment;
    const last = environment.openEnd ? lastText(state.tokens) : undefined;
    const growing = last && canGrow(state.tokens, last, environment) ? last : undefined;
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

/** The tokens of a complete inline text, reused from the previous parse if they depend on nothing outside the text. */
function inlineTokens(state: StateCore, content: string): Token[] {
  const { knownTexts, inlineTexts } = state.env as ParseEnvironment;
  const isReusable = knownTexts !== undefined && !CONTEXT_DEPENDENT.test(content);
  const known = isReusable ? (inlineTexts.get(content) ?? knownTexts.get(content)) : undefined;
  const tokens = known ?? [];
  if (!known) state.md.inline.parse(content, state.md, state.env, tokens);
  if (isReusable) inlineTexts.set(content, tokens);
  return tokens;
}

/** The inline token at the end of the text. Empty cells, which markdown-it adds to a short table row, do not count. */
function lastText(tokens: Token[]): Token | undefined {
  for (let index = tokens.length - 1; index >= 0; index--) {
    const token = tokens[index];
    if (!token || LEAVES.has(token.type)) return undefined;
    if (token.type === 'inline' && token.content) return token;
  }
  return undefined;
}

function canGrow(tokens: Token[], token: Token, environment: ParseEnvironment): boolean {
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
