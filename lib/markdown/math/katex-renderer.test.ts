import { expect, test } from 'vitest';
import { renderFormula } from './katex-renderer.ts';

test('a formula is drawn, with MathML for those who listen', () => {
  expect(renderFormula('x^2', false)).toContain('<math');
});

test('wrong TeX gives nothing', () => {
  expect(renderFormula('\\frac{1', true)).toBeUndefined();
});

test.each([
  '\\href{javascript:alert(1)}{x}',
  '\\url{https://a.com}',
  '\\includegraphics{https://a.com/b.png}',
  '\\htmlClass{a}{x}',
])('%s makes no link, picture or class', (tex) =>
  expect(renderFormula(tex, false) ?? '').not.toMatch(/href=|src=|class="a"/),
);

test('macros that grow without end give nothing', () => {
  expect(renderFormula('\\def\\a{\\a\\a}\\a', false)).toBeUndefined();
});
