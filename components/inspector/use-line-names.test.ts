import { expect, test } from 'vitest';
import { englishInspector } from '#lib/i18n/en/inspector.ts';
import { chineseInspector } from '#lib/i18n/zh/inspector.ts';
import { createNamer } from './use-line-names.ts';

test('a scale names its moments as exactly as the distance of its marks needs, in the language', () => {
  const { tick } = createNamer(englishInspector, 'en-US');
  expect([tick(40, 20), tick(1_500, 500), tick(120_000, 10_000)]).toEqual(['40 ms', '1.5 s', '120 s']);
  expect(createNamer(chineseInspector, 'zh-CN').tick(1_500, 500)).toBe('1.5 秒');
});
