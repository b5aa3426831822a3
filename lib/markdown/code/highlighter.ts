import { createCssVariablesTheme, createHighlighterCoreSync, type GrammarState } from '@shikijs/core';
import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript';
import type { CodeSpan, LineTokenizer } from './code-lines.ts';
import { grammarName, loadGrammar } from './languages.ts';

const THEME = 'css-variables';
/** Longer lines stay plain: nobody writes them by hand, and highlighting them could delay the other blocks. */
const MAX_LINE_LENGTH = 2_000;
/**
 * Disables Shiki's limit of half a second per line. It includes compiling a grammar's patterns, so on a slow machine the first
 * line exceeded it and stayed plain, with every line that depends on its state.
 */
const NO_TIME_LIMIT = 0;
const PLAIN = 'var(--md-code-foreground)';

// Colors are CSS variables, so that a change of theme does not tokenize again.
const highlighter = createHighlighterCoreSync({
  themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--md-code-', fontStyle: false })],
  langs: [],
  // Skip the patterns of a grammar that JavaScript regular expressions cannot express.
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

const tokenizers = new Map<string, Promise<LineTokenizer>>();

/** A tokenizer for a language by any of its names; undefined if there is no grammar. @throws if the grammar fails to load. */
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
  // The next fence retries a grammar that failed to load.
  loading.catch(() => tokenizers.delete(name));
  return loading;
}

function tokenizeLine(lang: string, line: string, state: unknown): { spans: CodeSpan[]; state: unknown } {
  if (line.length > MAX_LINE_LENGTH) return { spans: [{ text: line }], state };
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
