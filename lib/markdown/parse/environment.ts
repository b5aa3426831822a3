import type { Token } from 'markdown-it';

/** What the blocks of one text know of each other. It is filled in the order of the text. */
export interface ParseEnvironment {
  [key: string | symbol]: unknown;
  /** Link definitions by normalised label, as markdown-it keeps them. */
  references: Record<string, { href: string; title: string }>;
  /** Footnote numbers by label, in the order of the first mention. */
  footnoteNumbers: Map<string, number>;
  /** Labels of the footnotes whose text has arrived. */
  definedFootnotes: Set<string>;
  /** Whether the whole text is here. Only then does a footnote without a definition turn out to be plain text. */
  isComplete: boolean;
  /** What the inline texts of the open block were parsed to, so that only what is new in it is parsed the next time. */
  inlineTexts: Map<string, Token[]>;
  /** Those of the time before, while an open block is parsed. */
  knownTexts?: ReadonlyMap<string, Token[]> | undefined;
  /** The tokens of the inline text that still grows, while it is parsed. */
  openTokens?: Token[] | undefined;
  /** Set while an open block is parsed: whether its last line may go on. */
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

/** An environment that reads what is known and keeps to itself what an open, half-written block says. */
export function openEnvironment(shared: ParseEnvironment): ParseEnvironment {
  return {
    references: Object.create(shared.references),
    footnoteNumbers: new Map(shared.footnoteNumbers),
    definedFootnotes: new Set(shared.definedFootnotes),
    isComplete: shared.isComplete,
    inlineTexts: new Map(),
  };
}
