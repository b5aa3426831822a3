import { createCssVariablesTheme, createHighlighterCoreSync, type GrammarState } from '@shikijs/core';
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript';
import type { CodeSpan, LineTokenizer } from './code-lines.ts';
import { grammarName, loadGrammar } from './languages.ts';

const THEME = 'css-variables';
/** A line longer than this is not written by hand; colouring it could hold up the other blocks. */
const LONGEST_LINE = 2_000;
/**
 * None. The library's own, half a second a line, counts the making of a grammar's patterns too: where the first line
 * took longer it stayed plain, and so did what its state decides.
 */
const NO_TIME_LIMIT = 0;
const PLAIN = 'var(--md-code-foreground)';

// Colours are CSS variables, so that a change of theme needs no second reading.
const highlighter = createHighlighterCoreSync({
  themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--md-code-', fontStyle: false })],
  langs: [],
  // A grammar may hold a pattern that JavaScript cannot express; it then goes without that pattern.
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

const tokenizers = new Map<string, Promise<LineTokenizer>>();

/** A tokenizer for a language as a writer named it, or undefined where the code stays plain. */
export async function loadTokenizer(language: string): Promise<LineTokenizer | undefined> {
  const name = grammarName(language);
  if (!name) return undefined;
  const known = tokenizers.get(name);
  if (known) return known;
  const loading = loadGrammar(name).then((grammar) => {
    highlighter.loadLanguageSync(grammar);
    return { tokenize: (line: string, state: unknown) => tokenizeLine(name, line, state) };
  });
  tokenizers.set(name, loading);
  // A grammar that did not arrive is asked for again by the next fence.
  loading.catch(() => tokenizers.delete(name));
  return loading;
}

function tokenizeLine(lang: string, line: string, state: unknown): { spans: CodeSpan[]; state: unknown } {
  if (line.length > LONGEST_LINE) return { spans: [{ text: line }], state };
  const lines = highlighter.codeToTokensBase(line, {
    lang,
    theme: THEME,
    tokenizeTimeLimit: NO_TIME_LIMIT,
    ...(state !== undefined && { grammarState: state as GrammarState }),
  });
  const spans: CodeSpan[] = [];
  for (const token of lines[0] ?? []) {
    const color = token.color === PLAIN ? undefined : token.color;
    const last = spans.at(-1);
    if (last && last.color === color) last.text += token.content;
    else spans.push({ text: token.content, color });
  }
  return { spans, state: highlighter.getLastGrammarState(lines) };
}
