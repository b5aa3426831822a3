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
    expect(page).toContain('<a href="#here">');
    expect(page).toContain('<img src="data:image/gif;base64,R0lG">');
    expect(page).toContain('<p>text</p>');
  });
});
