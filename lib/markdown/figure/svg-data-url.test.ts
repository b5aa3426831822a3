import { describe, expect, test } from 'vitest';
import { svgDataUrl } from './svg-data-url.ts';

describe('svgDataUrl', () => {
  test('adds a missing namespace', () => {
    const address = svgDataUrl('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>');
    expect(decodeURIComponent(address ?? '')).toBe(
      'data:image/svg+xml;charset=utf-8,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    );
  });

  test('is undefined for text that is not SVG, or too long', () => {
    expect(svgDataUrl('<p>no</p>')).toBeUndefined();
    expect(svgDataUrl(`<svg>${' '.repeat(500_001)}</svg>`)).toBeUndefined();
  });
});
