import { describe, expect, test } from 'vitest';
import { GrowingText, grownPart } from '#lib/protocol/growing-text.ts';
import { estimateTokens, resultText, writtenText } from './token-estimate.ts';

describe('the estimate of a text’s tokens', () => {
  // The counts are those of OpenAI's o200k tokenizer.
  test.each([
    ['English', 'The server keeps receiving the answer, and the page resumes exactly where you left it.', 17],
    [
      'Chinese',
      '我们的服务器会一直接收回答，即使你关闭了标签页。重新打开页面时，内容会从断开的地方继续显示。',
      31,
    ],
    [
      'Japanese',
      'サーバーは回答を受け取り続けます。タブを閉じても、ページを再び開けば続きから表示されます。',
      33,
    ],
    ['Korean', '서버는 답변을 계속 받습니다. 탭을 닫아도 페이지를 다시 열면 이어서 표시됩니다.', 27],
    ['Russian', 'Сервер продолжает получать ответ, даже если вы закрыли вкладку.', 15],
    ['code', 'for (const part of parts) if (part.type === "text") length += part.text.length;', 20],
  ])('is within a third of a tokenizer’s count in %s', (_, text, tokens) => {
    expect(estimateTokens(text) / tokens).toBeGreaterThan(0.67);
    expect(estimateTokens(text) / tokens).toBeLessThan(1.5);
  });

  test('adds up over the parts of a text', () => {
    const text = '涓流 is a runnel, 또는 작은 개울.';
    const parts = Array.from(text, (character) => estimateTokens(character));
    expect(parts.reduce((sum, tokens) => sum + tokens, 0)).toBeCloseTo(estimateTokens(text));
    expect(estimateTokens('')).toBe(0);
  });
});

describe('what the model has written of a part', () => {
  const call = { type: 'dynamic-tool', toolCallId: 'c', toolName: 't' } as const;

  test('is its text or reasoning, also while that grows', () => {
    expect(writtenText({ type: 'reasoning', text: 'Hm' }).slice(0)).toBe('Hm');
    const part = grownPart({ type: 'text', text: '' }, new GrowingText('Salt, mostly'));
    expect(writtenText(part).slice(6)).toBe('mostly');
  });

  test('is the raw input of a call, or its input as JSON, and never its result', () => {
    const written = { ...call, state: 'input-streaming', input: undefined, rawInput: '{"a":' } as const;
    expect(writtenText(written)).toBe('{"a":');
    expect(writtenText({ ...call, state: 'output-available', input: { a: 1 }, output: 'long' })).toBe(
      '{"a":1}',
    );
    expect(writtenText({ ...call, state: 'input-streaming', input: undefined })).toBe('');
    expect(writtenText({ type: 'file', mediaType: 'image/png', url: 'data:' })).toBe('');
  });

  test('is followed by the result of a call', () => {
    expect(resultText({ ...call, state: 'output-available', input: {}, output: { b: 2 } })).toBe('{"b":2}');
    expect(resultText({ ...call, state: 'output-error', input: {}, errorText: 'No.' })).toBe('No.');
    expect(resultText({ ...call, state: 'input-available', input: {} })).toBe('');
    expect(resultText({ type: 'text', text: 'Hm' })).toBe('');
  });
});
