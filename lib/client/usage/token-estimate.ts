import 'client-only';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { textSource } from '#lib/protocol/growing-text.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';

/**
 * Characters per token, where a model does not report its tokens. Measured with OpenAI's o200k tokenizer: English prose and code have
 * 3.8 to 5.5, Russian 4.1, Arabic and Hindi 3.2, Chinese 1.3 to 1.5, Japanese 1.4. See decision 051.
 */
export const CHARACTERS_PER_TOKEN = { cjk: 1.3, other: 4 };

/** Estimates the tokens of a text, unrounded, so that the parts of a text add up. */
export function estimateTokens(text: string): number {
  let cjk = 0;
  for (let index = 0; index < text.length; index++) if (isCjk(text.charCodeAt(index))) cjk++;
  return cjk / CHARACTERS_PER_TOKEN.cjk + (text.length - cjk) / CHARACTERS_PER_TOKEN.other;
}

/** Whether a UTF-16 code unit is a Chinese, Japanese or Korean letter or punctuation mark. */
function isCjk(code: number): boolean {
  return (
    (code >= 0x2e80 && code <= 0x9fff) || // radicals, punctuation, kana, ideographs
    (code >= 0xac00 && code <= 0xd7af) || // Hangul
    (code >= 0xf900 && code <= 0xfaff) || // compatibility ideographs
    (code >= 0xff00 && code <= 0xffef) // full-width forms
  );
}

/** What a model has written of a part: its text, its reasoning, or the input of its tool call. */
export function writtenText(part: MessagePart): Pick<string, 'length' | 'slice'> {
  if (part.type === 'text' || part.type === 'reasoning') return textSource(part);
  if (part.type !== 'dynamic-tool') return '';
  const { rawInput, input } = part as CallPart;
  return rawInput ?? toJson(input);
}

/** What a tool call adds to the prompt of the next step, besides its input. */
export function resultText(part: MessagePart): string {
  if (part.type !== 'dynamic-tool') return '';
  if (part.state === 'output-error') return part.errorText;
  return part.state === 'output-available' ? toJson(part.output) : '';
}

function toJson(value: unknown): string {
  return value === undefined ? '' : (JSON.stringify(value) ?? '');
}
