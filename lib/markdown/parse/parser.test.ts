import type { Token } from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { canonicalHtml } from '../fixtures/canonical-html.ts';
import { renderWhole } from '../fixtures/render.tsx';
import { visibleText } from '../fixtures/visible-text.ts';
import { createEnvironment } from './environment.ts';
import { parseOpen, parseSealed } from './parser.ts';

const html = (text: string) => canonicalHtml(renderWhole(text));
const formulas = (text: string) =>
  [...renderWhole(text).matchAll(/data-tex="([^"]*)"/g)].map((match) => match[1]);

describe('GFM', () => {
  test.each([
    ['~one~ and ~~two~~', '<p><del>one</del> and <del>two</del></p>'],
    ['a ~~~three~~~ b', '<p>a ~~~three~~~ b</p>'],
    ['~a~~ b', '<p>~a~~ b</p>'],
    ['10~20 and 30~40', '<p>10~20 and 30~40</p>'],
    ['约10~20个，30~40个', '<p>约10~20个，30~40个</p>'],
    ['- [x] a\n- [ ] b', '<ul><li><input checked></input> a</li><li><input open></input> b</li></ul>'],
    [
      'see www.a.com, or (https://b.org/c_(d))!',
      '<p>see <a href="http://www.a.com">www.a.com</a>, or (<a href="https://b.org/c_(d)">https://b.org/c_(d)</a>)!</p>',
    ],
    ['mail me@a.org.', '<p>mail <a href="mailto:me@a.org">me@a.org</a>.</p>'],
    ['见https://a.cn/路。后', '<p>见<a href="https://a.cn/路">https://a.cn/路</a>。后</p>'],
    [
      '`https://a.com` [https://b.com](https://c.com)',
      '<p><code>https://a.com</code> <a href="https://c.com">https://b.com</a></p>',
    ],
    [
      '|a|b|\n|-|-:|\n|1|2|',
      '<table><thead><tr><th>a</th><th right>b</th></tr></thead><tbody><tr><td>1</td><td right>2</td></tr></tbody></table>',
    ],
    ['a<br>b', '<p>a<br>b</p>'],
  ])('%s', (text, expected) => expect(html(text)).toBe(expected));
});

test('emphasis closes next to Chinese punctuation', () => {
  expect(html('**粗体。**后')).toBe('<p><strong>粗体。</strong>后</p>');
});

describe('an open block', () => {
  const inlines = (tokens: Token[]) => tokens.filter(({ type }) => type === 'inline');
  const table = '| a | b |\n|---|---|\n| one *two* | [x] |\n';

  test('reuses the tokens of known inline texts, also when it is sealed', () => {
    const environment = createEnvironment();
    const [first] = inlines(parseOpen(`${table}| th`, environment)).slice(2);
    const [again] = inlines(parseOpen(`${table}| three`, environment)).slice(2);
    const [sealed] = inlines(parseSealed(`${table}| three | four |\n`, environment)).slice(2);
    expect(first?.content).toBe('one *two*');
    expect(again?.children).toBe(first?.children);
    expect(sealed?.children).toBe(first?.children);
    expect(environment.inlineTexts.size).toBe(0);
  });

  test('parses text that may be a link again each time', () => {
    const environment = createEnvironment();
    const [, before] = inlines(parseOpen(`${table}| th`, environment)).slice(2);
    parseSealed('[x]: /url', environment);
    const [, after] = inlines(parseOpen(`${table}| three`, environment)).slice(2);
    expect(before?.children?.map(({ type }) => type)).not.toContain('link_open');
    expect(after?.children?.map(({ type }) => type)).toContain('link_open');
  });
});

describe('a line end inside a paragraph', () => {
  test.each([
    ['between Chinese characters is removed', '涓涓\n细流', '涓涓细流'],
    ['between Chinese punctuation and text is removed', '水，\n流', '水，流'],
    ['next to a quotation mark in Chinese text is removed', '他说“水”\n“流”了', '他说“水”\n“流”了'],
    ['between a quotation mark and a Chinese character is removed', '“水”\n流', '“水”流'],
    ['is removed across emphasis too', '水**流**\n*不*断', '水流不断'],
    ['between Chinese and English is a space', '水\nwater', '水\nwater'],
    ['between English words is a space', 'a\nb', 'a\nb'],
    ['between Korean words is a space', '물\n흐름', '물\n흐름'],
    ['next to code is a space', '水\n`流`', '水\n流'],
    ['with two spaces before it is a line break', '水  \n流', '水流'],
  ])('%s', (_, text, expected) => {
    const shown = renderWhole(text);
    expect(shown.replace(/<[^>]+>/g, '')).toBe(expected);
    expect(shown.includes('<br')).toBe(/ {2}\n/.test(text));
  });
});

describe('math', () => {
  test.each([
    ['$x$ and $$y$$', ['x', 'y']],
    ['\\(a_1\\) and \\[b\\]', ['a_1', 'b']],
    ['$$\nx\n$$', ['x']],
    ['a\n\\[\nx\n\n+ y\n\\]\nb', ['x\n\n+ y']],
    ['- a\n\n  $$\n  x\n  $$', ['x']],
    ['> $$\n> x\n> $$', ['x']],
    ['$x\\$y$', ['x\\$y']],
    ['the cost is $5 and $10', []],
    ['$5, not 10$', []],
    ['US$5-$10 or 5$', []],
    ['set $HOME and $PATH', []],
    ['`$x$` and \\$x\\$', []],
    ['\\[a note in brackets\\]', []],
    ['$$\nnever closed', []],
  ])('%j has the formulas %j', (text, expected) => {
    const unescaped = formulas(text).map((tex) => tex?.replaceAll('&gt;', '>'));
    expect(unescaped).toEqual(expected);
  });
});

test('footnotes are numbered by first mention and shown where they were written', () => {
  const shown = renderWhole('a[^b] c[^a] d[^b]\n\n[^a]: first\n[^b]: second\n    more\n\n    again\n\nend');
  expect([...shown.matchAll(/<sup.*?>(\d)<\/a>/g)].map((match) => match[1])).toEqual(['1', '2', '1']);
  expect(visibleText(shown)).toBe('a1c2d12first1secondmoreagainend');
});

describe('raw HTML is text', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!-- a -->',
    '<b onclick="x()">b</b>',
  ])('%s', (text) => {
    expect(visibleText(renderWhole(text))).toBe(text.replaceAll(' ', ''));
    expect(renderWhole(text)).not.toMatch(/<(?:script|img|b)[\s>]/);
  });
});

describe('an address with a scheme that is not allowed stays text', () => {
  test.each([
    '[a](javascript:alert(1))',
    '[a](JAVASCRIPT:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](java&#10;script:alert(1))',
    '[a](vbscript:x)',
    '[a](data:text/html,x)',
    '[a](file:///etc)',
    '[a](blob:x)',
    '<javascript:alert(1)>',
    '![a](data:image/svg+xml;base64,PHN2Zz4=)',
    '[a][b]\n\n[b]: javascript:alert(1)',
  ])('%s', (text) => {
    const addresses = [...renderWhole(text).matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1]);
    // An address that remains resolves to the page's own origin.
    for (const address of addresses)
      expect(new URL(address ?? '', 'https://page/').origin).toBe('https://page');
  });
});

test('a top-level block has the direction of its first letter, and nested blocks follow it', () => {
  const shown = renderWhole('a\n\n- ب\n  - a\n\n> ب');
  expect(shown.match(/<(?:p|ul|li|blockquote) dir="auto"/g)).toEqual([
    '<p dir="auto"',
    '<ul dir="auto"',
    '<blockquote dir="auto"',
  ]);
});

test('links open in a new tab without an opener or referrer', () => {
  expect(renderWhole('[a](https://b.com)')).toContain(
    '<a href="https://b.com" target="_blank" rel="noopener noreferrer nofollow">a</a>',
  );
});

test('an image on another host waits for consent, an embedded one does not', () => {
  const remote = renderWhole('![a](https://b.com/c.png)');
  expect(remote).not.toContain('<img');
  expect(remote).toContain('Load image from b.com');
  expect(renderWhole('![a](data:image/png;base64,AAAA)')).toContain(
    '<img class="md-image" src="data:image/png',
  );
});

test('thousands of unclosed markers parse in linear time', () => {
  for (const piece of ['[', '$', '*a ', '`', '![', '$a ', '_a', '~a ', '> ', '- ']) {
    expect(renderWhole(piece.repeat(2_000)).length).toBeGreaterThan(0);
  }
});
