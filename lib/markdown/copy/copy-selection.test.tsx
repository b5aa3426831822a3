// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { readableText } from './readable-text.ts';
import { tableToCsv } from './table-csv.ts';

let page: HTMLElement;
beforeEach(() => {
  page = document.createElement('div');
});

test('a formula reads as its TeX between dollar signs', () => {
  page.innerHTML =
    '<p>a <span data-tex="x^2"><b>drawn</b></span> b <span data-tex="y" data-display="">drawn</span></p>';
  expect(readableText(page)).toBe('a $x^2$ b $$y$$');
});

test('a footnote reference reads as a number in brackets', () => {
  page.innerHTML = 'a<sup class="md-footnote-mark"><a href="#b">1</a></sup>';
  expect(readableText(page)).toBe('a[1]');
});

test('buttons and checkboxes are left out', () => {
  page.innerHTML = '<p><input type="checkbox"> a</p><button>Copy</button>';
  expect(readableText(page)).toBe(' a');
});

test('code reads line by line, without breaks between its chunks', () => {
  page.innerHTML =
    '<pre><code><span class="md-chunk"><span>a\n</span></span><span class="md-chunk"><span>b</span></span></code></pre>';
  expect(readableText(page)).toBe('a\nb');
});

test('reading does not change the page', () => {
  page.innerHTML = '<button>Copy</button>';
  readableText(page);
  expect(page.innerHTML).toBe('<button>Copy</button>');
});

test('a table becomes CSV without spreadsheet formulas', () => {
  page.innerHTML =
    '<table><tr><th>a,b</th><th>c</th></tr><tr><td>-5</td><td>=cmd()</td></tr><tr><td>"x"</td><td>+1 +2</td></tr></table>';
  expect(tableToCsv(page.querySelector('table') as HTMLTableElement)).toBe(
    '"a,b",c\r\n-5,\'=cmd()\r\n"""x""",\'+1 +2',
  );
});
