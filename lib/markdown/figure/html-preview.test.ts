// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { restrictHtml } from './html-preview.tsx';

describe('restrictHtml', () => {
  const page = restrictHtml(
    '<meta http-equiv="refresh" content="0;url=https://a.com"><base href="https://a.com"><a href="https://a.com">x</a>' +
      '<a href="#here">y</a><form action="https://a.com"></form><script>fetch("https://a.com")</script>' +
      '<svg><a xlink:href="https://a.com"></a></svg><object data="https://a.com"></object><img src="https://a.com/b.png"><img src="data:image/gif;base64,R0lG">' +
      '<video poster="//a.com/c.png"></video><p>text</p>',
  );

  test('puts the content security policy first', () => {
    expect(page).toMatch(
      /^<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
    );
  });

  test('removes scripts, external addresses and everything that navigates', () => {
    expect(page).not.toContain('a.com');
    expect(page).not.toContain('#here'); // would lead to the app, whose address a srcdoc has
    expect(page).toContain('<img src="data:image/gif;base64,R0lG">');
    expect(page).toContain('<p>text</p>');
  });

  test('removes what would escape its checks once the page is parsed again', () => {
    const restricted = restrictHtml(
      '<svg><a><animate attributeName="href" values="//a.com"/><use href="#part"/><set attributeName=" xlink:href" to="//a.com"/><text>x</text></a></svg>' +
        '<div><template shadowrootmode="open"><a href="//a.com">x</a></template></div>' +
        '<math><mtext><table><mglyph><style><!--</style><a title="--&gt;&lt;a href=//a.com&gt;">' +
        '<b onclick="location=1">y</b>',
    );
    expect(restricted).not.toMatch(/animate|<set|template|mglyph|onclick|<a href/);
    expect(restricted).toContain('<use href="#part">');
  });

  test('removes event handlers, and leaves their names in texts', () => {
    const restricted = restrictHtml('<p/onclick="a" onfocus\t=b title="onload = c">onerror=d</p>');
    expect(restricted).toContain('<body><p title="onload = c">onerror=d</p></body>');
  });
});
