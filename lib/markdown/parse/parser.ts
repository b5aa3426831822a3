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
  // Raw HTML is off, so addresses are all there is to sanitize.
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
 * Parses a complete block and adds its link definitions and footnotes to `environment`. Inline texts that were parsed while the
 * block was open keep their tokens; `environment` then drops them.
 */
export function parseSealed(text: string, environment: ParseEnvironment): Token[] {
  environment.knownTexts = environment.inlineTexts;
  const tokens = parser.parse(text, environment);
  environment.knownTexts = undefined;
  environment.inlineTexts = new Map();
  return tokens;
}

/**
 * Parses a block that is still being written: open constructs render as if they were closed, and an end whose meaning is
 * uncertain is left out. `environment` gets no definitions from it, but stores its inline texts, so that the ones that are still
 * the same in the next parse have the same array of tokens.
 */
export function parseOpen(text: string, environment: ParseEnvironment): Token[] {
  const certain = certainText(text);
  const own = { ...openEnvironment(environment), openEnd: certain.end, knownTexts: environment.inlineTexts };
  const tokens = parser.parse(certain.text, own);
  environment.inlineTexts = own.inlineTexts;
  return tokens;
}

/** A fence's info string with backslash escapes and entities decoded. */
export function unescapeInfo(info: string): string {
  return parser.utils.unescapeAll(info);
}
