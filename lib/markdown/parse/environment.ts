import type { Token } from 'markdown-it';

/** The parser's state across the blocks of one text, filled in the order of the text. */
export interface ParseEnvironment {
  [key: string | symbol]: unknown;
  /** Link definitions by normalized label, as markdown-it stores them. */
  references: Record<string, { href: string; title: string }>;
  /** Footnote numbers by label, in the order of their first mention. */
  footnoteNumbers: Map<string, number>;
  /** Labels of the footnotes whose text has arrived. */
  definedFootnotes: Set<string>;
  /** Whether the text is complete. Only then is a footnote reference without a definition plain text. */
  isComplete: boolean;
  /** The tokens of the open block's inline texts by their content, so that only new ones are parsed the next time. */
  inlineTexts: Map<string, Token[]>;
  /** The inline texts of the previous parse, while an open block is parsed. */
  knownTexts?: ReadonlyMap<string, Token[]> | undefined;
  /** The tokens of the inline text that is still growing, while it is parsed. */
  openTokens?: Token[] | undefined;
  /** Where the text of an open block ends, while that block is parsed. */
  openEnd?: 'in-line' | 'after-line' | 'after-blank' | undefined;
}

export function createEnvironment(): ParseEnvironment {
  return {
    references: Object.create(null),
    footnoteNumbers: new Map(),
    definedFootnotes: new Set(),
    isComplete: false,
    inlineTexts: new Map(),
  };
}

/** An environment for an open block: it reads the shared definitions, and its own do not reach the shared environment. */
export function openEnvironment(shared: ParseEnvironment): ParseEnvironment {
  return {
    references: Object.create(shared.references),
    footnoteNumbers: new Map(shared.footnoteNumbers),
    definedFootnotes: new Set(shared.definedFootnotes),
    isComplete: shared.isComplete,
    inlineTexts: new Map(),
  };
}
