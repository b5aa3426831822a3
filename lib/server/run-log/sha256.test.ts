import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { seededRandom } from '../testing/seeded-random.ts';
import { Sha256 } from './sha256.ts';

const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

test('equals the SHA-256 of the whole text, wherever it is cut and however often it is asked for', () => {
  const random = seededRandom(7);
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, () => ['a', 'é', '涓', '👋🏽', '\n'][random.below(5)]).join('');
    const hash = new Sha256();
    for (let read = 0; read < text.length; ) {
      const next = read + 1 + random.below(20);
      hash.add(text.slice(read, next));
      read = next;
      hash.digest();
    }
    expect(hash.digest()).toEqual({ bytes: Buffer.byteLength(text), sha256: hashOf(text) });
  }
});

test('replaces half a character as TextEncoder does', () => {
  const hash = new Sha256();
  for (const piece of ['a', '\ud83d', 'b', '\udc4b', '\ud83d']) hash.add(piece);
  expect(hash.digest().sha256).toBe(hashOf('a\ufffdb\ufffd\ufffd'));
});
