import { describe, expect, test } from 'vitest';
import { languageOf, readFence } from './fence-text.ts';

describe('readFence', () => {
  test.each([
    ['```js\na\n```\n', true, 'js', 'a\n'],
    ['```js\na\n', true, 'js', 'a\n'],
    ['```js', true, 'js', ''],
    ['````\n```\n````', true, '', '```\n'],
    ['~~~ x y\n```\n~~~~  \n', true, 'x y', '```\n'],
    ['```\na\n``', false, '', 'a\n'],
    ['```\na\n``', true, '', 'a\n``'],
    ['```\na\n``\nb', false, '', 'a\n``\nb'],
    ['```\n\n\n', false, '', '\n\n'],
  ])('%j (sealed: %s) has the info %j and the code %j', (text, isSealed, info, code) => {
    expect(readFence(text, isSealed)).toEqual({ info, code });
  });

  test('never removes a character of the code as the fence grows', () => {
    const text = '```js\nlet a;\n\n``\n `\n  b``\n```\n';
    let before = '';
    for (let end = 6; end <= text.length; end++) {
      const { code } = readFence(text.slice(0, end), end === text.length);
      expect(code.startsWith(before), JSON.stringify(text.slice(0, end))).toBe(true);
      before = code;
    }
  });
});

test.each([
  ['TypeScript', 'typescript'],
  ['js {1,3}', 'js'],
  ['js:title.js', 'js'],
  ['c++ x', 'c++'],
  ['', ''],
])('the info string %j names the language %j', (info, language) => expect(languageOf(info)).toBe(language));
