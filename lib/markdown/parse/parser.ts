import MarkdownIt, { type Token } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { bareLinks } from './bare-links.ts';
import { cjkLineBreaks } from './cjk-line-break.ts';
import { openEnvironment, type ParseEnvironment } from './environment.ts';
import { footnotes } from './footnotes.ts';
import { inlineText } from './inline-text.ts';
import { lineBreakTag } from './line-break-tag.ts';
import { blockMath } from './math-block.ts';
import { inlineMath } from './math-inline.ts';
import { openInline } from './open-inline.ts';
import { certainText } from './open-lines.ts';
import { strikethrough } from './strikethrough.ts';
import { isEmbeddedImage, isSafeLink } from './url-safety.ts';

const parser = createParser();

function createParser() {
  // Without raw HTML there is nothing to sanitise but addresses.
  const markdown = new MarkdownIt({ html: false, linkify: false })
    .use(cjkFriendly)
    .use(inlineMath)
    .use(blockMath)
    .use(footnotes)
    .use(strikethrough)
    .use(lineBreakTag)
    .use(inlineText)
    .use(openInline)
    .use(cjkLineBreaks)
    .use(bareLinks);
  markdown.validateLink = (url) => isSafeLink(url) || isEmbeddedImage(url);
  return markdown;
}

/**
 * Parses a block that is complete. Link definitions and footnotes it holds are added to `environment`. What was known of
 * it while it was open keeps its tokens, and is then forgotten.
 */
export function parseSealed(text: string, environment: ParseEnvironment): Token[] {
  environment.knownTexts = environment.inlineTexts;
  const tokens = parser.parse(text, environment);
  environment.knownTexts = undefined;
  environment.inlineTexts = new Map();
  return tokens;
}

/**
 * Parses a block that is still being written: what was opened is shown as what it will be, and an end that could still
 * mean something else is left out until it is certain. `environment` learns nothing from it, and remembers its inline
 * texts until the next time: those that are the same then have the same array of tokens.
 */
export function parseOpen(text: string, environment: ParseEnvironment): Token[] {
  const certain = certainText(text);
  const own = { ...openEnvironment(environment), openEnd: certain.end, knownTexts: environment.inlineTexts };
  const tokens = parser.parse(certain.text, own);
  environment.inlineTexts = own.inlineTexts;
  return tokens;
}

/** A fence's info string as it was meant, without backslashes and entities. */
export function unescapeInfo(info: string): string {
  return parser.utils.unescapeAll(info);
}
