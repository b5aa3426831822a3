import { expect, test } from 'vitest';
import { isErrorCode } from './error-code.ts';

test('only the defined codes are error codes', () => {
  expect(isErrorCode('truncated')).toBe(true);
  for (const value of ['toString', 'constructor', '__proto__', '', 5, null]) {
    expect(isErrorCode(value), String(value)).toBe(false);
  }
});
