import { describe, expect, test } from 'vitest';
import { classifyLine, innerFenceMarker } from './line-classifier.ts';

const opening = (raw: string, offset?: number) => classifyLine(raw, { offset, canOpenMath: true }).opening;
const item = (marker: string, isWeak = false) => ({ type: 'item', marker, isWeak });

describe('a line outside any container', () => {
  test.each([
    ['text', undefined],
    ['# Heading', { type: 'heading' }],
    ['#', { type: 'heading' }],
    ['#no heading', undefined],
    ['####### no heading', undefined],
    ['```js', { type: 'fence', marker: '```' }],
    ['~~~~ x ` y', { type: 'fence', marker: '~~~~' }],
    ['``` x ` y', undefined],
    ['[^1]: note', { type: 'footnote' }],
    ['[1]: /url', undefined],
    ['$$x$$', { type: 'formula' }],
    ['\\[ x \\]', { type: 'formula' }],
    ['$$', { type: 'math', closing: '$$' }],
    ['\\[ x', { type: 'math', closing: '\\]' }],
    ['$$x$$ and more', undefined],
    ['- a', item('-')],
    ['1. a', item('1.')],
    ['01) a', item('01)')],
    ['2. a', item('2.', true)],
    ['*', item('*', true)],
    ['-a', undefined],
    ['***', undefined],
    ['- - -', undefined],
    ['   # indented by three', { type: 'heading' }],
    ['    # indented by four', undefined],
    ['\t- a', undefined],
  ])('%j opens %j', (raw, expected) => {
    expect(opening(raw)).toEqual(expected);
  });
});

describe('a line below a container', () => {
  test('opens blocks only if it is indented less than the container', () => {
    expect(opening(' # a', 2)).toEqual({ type: 'heading' });
    expect(opening('  # a', 2)).toBeUndefined();
    expect(classifyLine(' # a', { offset: 2, canOpenMath: true }).isOutside).toBe(true);
    expect(classifyLine('  # a', { offset: 2, canOpenMath: true }).isOutside).toBe(false);
  });

  test('opens items at any indentation', () => {
    expect(opening('      - a', 2)).toEqual(item('-'));
  });
});

test('math is refused where it turned out to be unclosed', () => {
  expect(classifyLine('$$', { canOpenMath: false }).opening).toBeUndefined();
});

test('the text has no indentation, and a tab counts to the next multiple of four columns', () => {
  expect(classifyLine(' \ta', { canOpenMath: true })).toMatchObject({
    text: 'a',
    columns: 4,
    isBlank: false,
  });
  expect(classifyLine(' \t', { canOpenMath: true }).isBlank).toBe(true);
});

test.each(['> a', 'a | b', '===', '--', '***', '    code'])('%j may belong to no paragraph', (raw) => {
  expect(classifyLine(raw, { canOpenMath: true }).canHideParagraph).toBe(true);
});

test.each(['a', '- a', '# a', '= a'])('%j hides no paragraph', (raw) => {
  expect(classifyLine(raw, { canOpenMath: true }).canHideParagraph).toBe(false);
});

test.each([
  ['````', '````'],
  ['~~~', '~~~'],
  ['$$ x', ''],
  ['\\[', ''],
  ['text', undefined],
])('the inner fence of %j has the marker %j', (text, marker) => {
  expect(innerFenceMarker(text)).toBe(marker);
});
