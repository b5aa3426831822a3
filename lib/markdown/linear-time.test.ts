import { describe, expect, test } from 'vitest';
import { CodeLines } from './code/code-lines.ts';
import { languageOf, readFence } from './code/fence-text.ts';
import { svgDataUrl } from './figure/svg-data-url.ts';
import { growthOf, LINEAR } from './fixtures/growth.ts';
import { createEnvironment } from './parse/environment.ts';
import { certainText } from './parse/open-lines.ts';
import { parseOpen, parseSealed, unescapeInfo } from './parse/parser.ts';
import { isEmbeddedImage, isSafeLink } from './parse/url-safety.ts';
import { linkTarget } from './render/link-target.ts';
import { BlockSplitter } from './split/block-splitter.ts';
import { classifyLine } from './split/line-classifier.ts';

/** Repeated, each of these is a bad case of some grammar: openers without closers, closers without openers, or both in the wrong order. */
const PIECES = [
  ...'a ( ) [ ] { } < > & ; # $ % * + - . : = ? @ \\ ^ _ ` | ~ ! " \' / 。 \u202e \u200b'.split(' '),
  ' ',
  '\t',
  '\n',
  '> ',
  '- ',
  '1. ',
  '* a\n',
  '\n\n',
  '>\n',
  '- a\n\n',
  '[^a]',
  '[^a]: b\n\n',
  '[a]: b\n',
  '[a](',
  '![a](',
  '[](',
  '](',
  '<a',
  '<!--',
  '&a;',
  '&#1;',
  'a@',
  'a@b.',
  'www.a.b ',
  'https://a.b ',
  '$a',
  '$$a',
  '$$\n',
  '\\(',
  '\\[',
  '\\]',
  '*a ',
  '_a',
  '**a*',
  '~a ',
  '~~a',
  '`a``',
  '|a',
  '|-',
  '```\n',
  '~~~a\n',
  '***\n',
  '/*',
  '*/',
  '%%{',
  '}%%',
  '#lt;',
  'ﬂ°',
  'url',
  '<svg ',
  '---\n',
];

/** Openings after which a piece is repeated. */
const STARTS = ['', 'https://a.b/', 'a@b.c ', '[', '- '];

/** Parsers of Markdown, whose constructs nest. */
const MARKDOWN: Record<string, (text: string) => unknown> = {
  'a sealed block': (text) => parseSealed(text, createEnvironment()),
  'an open block': (text) => parseOpen(text, createEnvironment()),
  'the blocks of a text': (text) => {
    const splitter = new BlockSplitter(() => {});
    splitter.append(text);
    splitter.end();
  },
};

const OTHERS: Record<string, (text: string) => unknown> = {
  'the certain part of a text': certainText,
  'the shape of a line': (text) => classifyLine(text, { canOpenMath: true }),
  'a fence': (text) => readFence(text, false),
  'an info string': (text) => [languageOf(text), unescapeInfo(text)],
  'lines of code': (text) => new CodeLines().update(text),
  'an SVG': svgDataUrl,
  'the text of a link': (text) => linkTarget('https://a.b', text, 'https://c.d'),
  'a URL': (text) => [isSafeLink(text), isEmbeddedImage(text), linkTarget(text, 'a', 'https://c.d')],
};

/** The texts that `parse` reads in more than linear time. */
function slowTexts(parse: (text: string) => unknown, start = '', pieces: readonly string[] = PIECES) {
  return pieces
    .map((piece) => ({
      text: `${start}${piece}…`,
      growth: growthOf((size) => parse(start + piece.repeat(size / piece.length))),
    }))
    .filter(({ growth }) => growth > LINEAR);
}

/** Small enough that no test takes long beside other work. */
const GROUP = 2;
const groups = Array.from({ length: Math.ceil(PIECES.length / GROUP) }, (_, index) =>
  PIECES.slice(index * GROUP, (index + 1) * GROUP),
);
const cases = STARTS.flatMap((start) => groups.map((pieces) => ({ start, pieces })));

describe.each(Object.entries(MARKDOWN))('reading %s takes time linear in its length', (_, parse) => {
  test.each(cases)('with $pieces after "$start"', ({ start, pieces }) =>
    expect(slowTexts(parse, start, pieces)).toEqual([]),
  );
});

test.each(Object.entries(OTHERS))('reading %s takes time linear in its length', (_, parse) => {
  expect(slowTexts(parse)).toEqual([]);
});
