// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { confinedPage } from './page-preview.tsx';
import { svgAddress } from './svg-address.ts';

describe('an SVG fence', () => {
  test('becomes an address with the namespace its writer forgot', () => {
    const address = svgAddress('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>');
    expect(decodeURIComponent(address ?? '')).toBe(
      'data:image/svg+xml;charset=utf-8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    );
  });

  test('that holds no picture, or too large a one, stays code', () => {
    expect(svgAddress('<p>no</p>')).toBeUndefined();
    expect(svgAddress(`<svg>${' '.repeat(500_001)}</svg>`)).toBeUndefined();
  });
});

describe('a previewed page', () => {
  const page = confinedPage(
    '<meta http-equiv="refresh" content="0;url=https://a.com"><base href="https://a.com"><a href="https://a.com">x</a>' +
      '<a href="#here">y</a><form action="https://a.com"></form><script>fetch("https://a.com")</script>' +
      '<svg><a xlink:href="https://a.com"></a></svg><object data="https://a.com"></object><img src="https://a.com/b.png"><img src="data:image/gif;base64,R0lG">' +
      '<video poster="//a.com/c.png"></video><p>text</p>',
  );

  test('names its policy before anything else', () => {
    expect(page).toMatch(
      /^<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
    );
  });

  test('leads nowhere and runs nothing', () => {
    expect(page).not.toContain('a.com');
    expect(page).toContain('<a href="#here">');
    expect(page).toContain('<img src="data:image/gif;base64,R0lG">');
    expect(page).toContain('<p>text</p>');
  });
});
