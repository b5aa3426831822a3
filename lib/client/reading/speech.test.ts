import { describe, expect, test } from 'vitest';
import { detectLanguage, splitForSpeech } from './speech.ts';

describe('the language of a text', () => {
  test.each([
    ['涓流是细小的水流。', 'en', 'zh-CN'],
    ['这是一个 API 的说明', 'en', 'zh-CN'],
    ['東京は何時ですか', 'en', 'ja-JP'],
    ['지금 몇 시예요?', 'en', 'ko-KR'],
    ['Который час?', 'en', 'ru-RU'],
    ['كم الساعة؟', 'en', 'ar-SA'],
    ['What time is it?', 'zh-CN', 'en-US'],
    ['What time is it?', 'en', 'en'],
    ['The word 水 means water in Chinese.', 'en', 'en'],
  ])('of %j on a page in %s is %s', (text, page, language) => {
    expect(detectLanguage(text, page)).toBe(language);
  });
});

describe('the utterances of a text', () => {
  test('end at sentence boundaries, and each has a letter or digit', () => {
    expect(splitForSpeech('One. Two!\n\n---\n\n三。四')).toEqual(['One.', 'Two!', '三。', '四']);
  });

  test('have at most 200 characters', () => {
    const pieces = splitForSpeech('x'.repeat(450));
    expect(pieces.map(({ length }) => length)).toEqual([200, 200, 50]);
  });

  test('are none when it has no letters or digits', () => expect(splitForSpeech(' \n…—\n')).toEqual([]));
});
