import { describe, expect, test } from 'vitest';
import { type JsonNode, toJsonNode } from './json-node.ts';
import { PartialJsonReader } from './partial-json-reader.ts';

function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'string':
      return node.text;
    case 'literal':
      return node.value;
    case 'array':
      return node.items.map(toValue);
    case 'object':
      return Object.fromEntries([...node.entries].map(([key, item]) => [key, toValue(item)]));
  }
}

function read(...pieces: string[]): PartialJsonReader {
  const reader = new PartialJsonReader();
  for (const piece of pieces) reader.push(piece);
  return reader;
}
const valueAfter = (text: string): unknown => {
  const { root } = read(text);
  return root === undefined ? undefined : toValue(root);
};

/** Whether `part` can become `whole` by appending to the strings, arrays and objects of its last branch. */
function growsInto(part: unknown, whole: unknown, last = true): boolean {
  if (!last) return JSON.stringify(part) === JSON.stringify(whole);
  if (typeof part === 'string') return typeof whole === 'string' && whole.startsWith(part);
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      part.every((item, index) => growsInto(item, whole[index], index === part.length - 1))
    );
  }
  if (typeof part === 'object' && part !== null) {
    if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
    const keys = Object.keys(part);
    const allKeys = Object.keys(whole);
    return keys.every(
      (key) =>
        allKeys.includes(key) &&
        growsInto(
          (part as Record<string, unknown>)[key],
          (whole as Record<string, unknown>)[key],
          key === keys.at(-1),
        ),
    );
  }
  return Object.is(part, whole);
}

let state = 20;
/** A random integer below `limit`, the same in every test run. */
function randomBelow(limit: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}
const pick = <Item>(items: readonly Item[]): Item => items[randomBelow(items.length)] as Item;
const TEXTS = [
  '',
  'a',
  '"',
  '\\',
  '\n',
  '\u2028',
  '中文',
  '😀',
  '\uD83D',
  '\uDE00',
  'é',
  ' ',
  '{',
  ']',
  '\u0001',
];
const text = () => Array.from({ length: randomBelow(6) }, () => pick(TEXTS)).join('');

function randomValue(depth: number): unknown {
  const kind = randomBelow(depth > 3 ? 3 : 6);
  if (kind === 0) return text();
  if (kind === 1) return pick([0, -0.5, 12, 1e21, -3.25e-9, 123456789]);
  if (kind === 2) return pick([true, false, null, '']);
  if (kind === 3) return Array.from({ length: randomBelow(4) }, () => randomValue(depth + 1));
  const keys = new Set(
    Array.from({ length: randomBelow(4) }, () => pick(['a', 'b', '__proto__', 'é\n', ''])),
  );
  return Object.fromEntries([...keys].map((key) => [key, randomValue(depth + 1)]));
}

/** Writes JSON with random white space, and with or without escapes for non-ASCII characters. */
function write(value: unknown): string {
  const json = JSON.stringify(value, null, pick([0, 1, '\t']));
  return randomBelow(2) === 0
    ? json
    : json.replaceAll(
        /[\u0080-\uFFFF]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}

describe('random JSON', () => {
  const documents = Array.from({ length: 400 }, () => write(randomValue(0)));

  test('is a prefix of the final value at every length', () => {
    for (const json of documents) {
      const whole = JSON.parse(json);
      const reader = new PartialJsonReader();
      for (let length = 1; length <= json.length; length++) {
        reader.push(json.charAt(length - 1));
        expect(reader.broken, json.slice(0, length)).toBe(false);
        const part = reader.root === undefined ? undefined : toValue(reader.root);
        expect(part === undefined || growsInto(part, whole), json.slice(0, length)).toBe(true);
      }
      reader.push(' ');
      expect(reader.root && toValue(reader.root), json).toEqual(whole);
    }
  });

  test('has the same value wherever it is cut in two', () => {
    for (const json of documents.slice(0, 80)) {
      const whole = valueAfter(`${json} `);
      for (let cut = 0; cut <= json.length; cut++) {
        const { root } = read(json.slice(0, cut), `${json.slice(cut)} `);
        expect(root && toValue(root)).toEqual(whole);
      }
    }
  });

  test('survives the conversion to nodes and back', () => {
    for (const json of documents) expect(toValue(toJsonNode(JSON.parse(json)))).toEqual(JSON.parse(json));
  });
});

test.each([
  ['{"a":"x', { a: 'x' }],
  ['{"a":12', {}],
  ['{"a":12,', { a: 12 }],
  ['{"a":tru', {}],
  ['{"a":"\\u4e2', { a: '' }],
  ['{"a":"\\ud83d', { a: '' }],
  ['{"a":"\\ud83d\\ude00', { a: '😀' }],
  ['{"a":"\\ud83dx', { a: '\ud83dx' }],
  ['{"ke', {}],
  ['{"a":[1,2', { a: [1] }],
  ['{"a":{"b":"c', { a: { b: 'c' } }],
  ['  ', undefined],
])('%s is read as %j', (json, value) => {
  expect(valueAfter(json)).toEqual(value);
});

test.each([
  '{a',
  '[1 2',
  '{"a" 1',
  '"\\x',
  '"\\u00g',
  '"a\nb',
  '[01 ',
  '{"a":1}}',
  '[,',
  '{"a":1,}',
  '[1,]',
  'nul ',
])('%s is not JSON: keeps the value so far and ignores later text', (json) => {
  const reader = read(json);
  expect(reader.broken).toBe(true);
  const before = JSON.stringify(reader.root);
  reader.push('"more"');
  expect(JSON.stringify(reader.root)).toBe(before);
});

test('growing text is read once', () => {
  const reader = new PartialJsonReader();
  const json = JSON.stringify({ code: 'x'.repeat(1_000) });
  let pushed = 0;
  const { push } = reader;
  reader.push = (piece) => {
    pushed += piece.length;
    push.call(reader, piece);
  };
  for (let length = 0; length <= json.length; length += 7) reader.readTo(json.slice(0, length));
  reader.readTo(json);
  expect(pushed).toBe(json.length);
  expect(reader.root && toValue(reader.root)).toEqual(JSON.parse(json));
});
