import { expect, test } from 'vitest';
import { evaluateExpression } from './arithmetic.ts';

test.each([
  ['17 % of 348', '59.16'],
  ['17% of 348', '59.16'],
  ['5 miles in km', '8.04672 km'],
  ['72 degF to degC', '22.222222222222 degC'],
  ['30 °C to °F', '86 degF'],
  ['0.1 + 0.2', '0.3'],
  ['2 × 3 ÷ 4 − 1', '0.5'],
  ['(2 + 3)^2 / 7', '3.5714285714286'],
  ['1,234,567 + 1', '1234568'],
  ['max(1,2,3)', '3'],
  ['sqrt(2) * sin(30 deg)', '0.70710678118655'],
  ['20!', '2.4329020081766e+18'],
  ['17 % 5', '2'],
  ['2 hours + 30 minutes to minutes', '150 minutes'],
  ['100 km/h in m/s', '27.777777777778 m / s'],
  ['2 pi', '6.2831853071796'],
  ['200 * 15%', '30'],
  ['999999999 * 999999', '999998999000001'],
])('%s is %s', (expression, value) => {
  expect(evaluateExpression(expression)).toBe(value);
});

test.each([
  'a = 5',
  'f(x) = x^2',
  'evaluate("1")',
  'import({})',
  'createUnit("foo")',
  '1:1000000000',
  '[1, 2, 3]',
  'zeros(100000)',
  '{a: 1}',
  '"text"',
  'cos.constructor("return 1")()',
  'cos',
  '1 > 2 ? 3 : 4',
  '1; 2',
  'constructor',
  '__proto__',
  'x + 1',
  '',
  '((((',
  `${'1+'.repeat(149)}1`,
])('%s is rejected with a one-line message', (expression) => {
  expect(() => evaluateExpression(expression)).toThrow(/^[^\n]{10,}$/);
});

test.each(['1 / 0', '200!', '9^9^9^9', '0/0'])('%s has no finite value', (expression) => {
  expect(() => evaluateExpression(expression)).toThrow(`"${expression}" has no finite value.`);
});

test('incompatible units are reported', () => {
  expect(() => evaluateExpression('5 miles in kg')).toThrow(/cannot be calculated: Units do not match/);
});
