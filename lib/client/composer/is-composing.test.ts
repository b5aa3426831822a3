import { expect, test } from 'vitest';
import { isComposing } from './is-composing.ts';

test.each([
  ['Enter outside a composition', { isComposing: false, keyCode: 13 }, false],
  ['a key during a composition', { isComposing: true, keyCode: 13 }, true],
  ['the Enter that ends a composition in Safari', { isComposing: false, keyCode: 229 }, true],
  ['a key in a composition that reports 229', { isComposing: true, keyCode: 229 }, true],
])('%s', (_, event, composing) => expect(isComposing(event)).toBe(composing));
