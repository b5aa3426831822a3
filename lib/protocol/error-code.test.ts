import { expect, test } from 'vitest';
import { isErrorCode } from './error-code.ts';

test('what looks like a code is one, also if a later version of the server has added it', () => {
  for (const value of ['truncated', 'added-later']) expect(isErrorCode(value), value).toBe(true);
  for (const value of ['toString', '__proto__', 'Not found', '', 5, null]) {
    expect(isErrorCode(value), String(value)).toBe(false);
  }
});
