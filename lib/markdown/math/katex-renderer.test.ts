import { expect, test } from 'vitest';
import { renderFormula } from './katex-renderer.ts';

test('renders a formula with MathML for screen readers', () => {
  expect(renderFormula('x^2', false)).toContain('<math');
});

test('returns undefined for invalid TeX', () => {
  expect(renderFormula('\\frac{1', true)).toBeUndefined();
});

test.each([
  '\\href{javascript:alert(1)}{x}',
  '\\url{https://a.com}',
  '\\includegraphics{https://a.com/b.png}',
  '\\htmlClass{a}{x}',
])('%s adds no link, image or class', (tex) =>
  expect(renderFormula(tex, false) ?? '').not.toMatch(/href=|src=|class="a"/),
);

test('returns undefined for macros that expand without end', () => {
  expect(renderFormula('\\def\\a{\\a\\a}\\a', false)).toBeUndefined();
});
