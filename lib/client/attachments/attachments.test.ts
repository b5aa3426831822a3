import { describe, expect, test, vi } from 'vitest';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { attachFile } from './attach-file.ts';
import { attachImage } from './attach-image.ts';
import { attachText, readTextAttachment } from './attach-text.ts';
import { findModelWarnings, findSizeWarnings } from './attachment-warnings.ts';
import {
  chooseEncodings,
  type Encoding,
  encodeToFit,
  fitSize,
  MAX_IMAGE_BYTES,
  type Size,
} from './image-plan.ts';

const can = { reasoning: false, tools: false, images: false };
const bytes = (...values: number[]) => new Uint8Array(values);
const textFile = (content: BlobPart, name = 'notes.md') => new File([content], name);

describe('a picture', () => {
  test.each([
    [
      { width: 4_000, height: 3_000 },
      { width: 2_048, height: 1_536 },
    ],
    [
      { width: 3_000, height: 4_000 },
      { width: 1_536, height: 2_048 },
    ],
    [
      { width: 800, height: 600 },
      { width: 800, height: 600 },
    ],
    [
      { width: 50_000, height: 3 },
      { width: 2_048, height: 1 },
    ],
  ])('of %j is sent as %j', (natural, size) => {
    expect(fitSize(natural)).toEqual(size);
  });

  test('that is transparent stays so; a screenshot stays sharp; a photograph is a JPEG', () => {
    const types = (encodings: Encoding[]) => [...new Set(encodings.map(({ type }) => type))];
    expect(types(chooseEncodings('image/webp', true))).toEqual(['image/png', 'image/webp']);
    expect(types(chooseEncodings('image/png', false))).toEqual(['image/png', 'image/jpeg']);
    expect(types(chooseEncodings('image/jpeg', false))).toEqual(['image/jpeg']);
  });

  /** Encodes to as many bytes as `weight` says. */
  const encoder = (weight: (size: Size, encoding: Encoding) => number) =>
    vi.fn(async (size: Size, encoding: Encoding) => {
      const blob = new Blob([`${encoding.type} ${encoding.quality}`]);
      Object.defineProperty(blob, 'size', { value: weight(size, encoding) });
      return blob;
    });

  test('is encoded once when that is light enough', async () => {
    const encode = encoder(() => MAX_IMAGE_BYTES);
    const blob = await encodeToFit({ width: 900, height: 600 }, chooseEncodings('image/png', false), encode);
    expect(await blob?.text()).toBe('image/png undefined');
    expect(encode.mock.calls).toEqual([[{ width: 900, height: 600 }, { type: 'image/png' }]]);
  });

  test('that is too heavy is first encoded less finely, then made smaller', async () => {
    const encode = encoder(({ width, height }) => width * height);
    const blob = await encodeToFit(
      { width: 2_048, height: 2_048 },
      chooseEncodings('image/jpeg', false),
      encode,
    );
    expect(blob?.size).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
    expect(encode.mock.calls.map(([{ width }, { quality }]) => [width, quality])).toEqual([
      [2_048, 0.85],
      [2_048, 0.7],
      [2_048, 0.5],
      [1_433, 0.85],
      [1_433, 0.7],
      [1_433, 0.5],
      [1_003, 0.85],
    ]);
  });

  test('that no browser makes light enough is given up', async () => {
    const encode = encoder(() => MAX_IMAGE_BYTES + 1);
    for (const side of [2_048, 10]) {
      const size = { width: side, height: side };
      expect(await encodeToFit(size, chooseEncodings('image/png', true), encode)).toBeUndefined();
    }
  });

  test('that is empty or giant is refused before anything is decoded', async () => {
    await expect(attachImage(new File([], 'a.png'))).rejects.toMatchObject({
      code: 'empty',
      filename: 'a.png',
    });
    const giant = new File(['x'], 'b.png', { type: 'image/png' });
    Object.defineProperty(giant, 'size', { value: 64 * 1024 * 1024 + 1 });
    await expect(attachImage(giant)).rejects.toMatchObject({ code: 'too-large', filename: 'b.png' });
  });
});

describe('a text file', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode('涓流 🙂\n\ttab')],
    ['UTF-8 with a mark', new TextEncoder().encode('\ufeff涓流 🙂\n\ttab')],
    [
      'UTF-16',
      bytes(
        0xff,
        0xfe,
        ...new Uint8Array(
          Uint16Array.from(
            [...'涓流 🙂\n\ttab']
              .join('')
              .split('')
              .map((unit) => unit.charCodeAt(0)),
          ).buffer,
        ),
      ),
    ],
  ])('in %s is sent in UTF-8', async (_, content) => {
    const part = await attachText(textFile(content));
    expect(part).toMatchObject({ type: 'file', mediaType: 'text/plain', filename: 'notes.md' });
    expect(readTextAttachment(part)).toBe('涓流 🙂\n\ttab');
  });

  test('in GB18030 is read as the Chinese that it is', async () => {
    const part = await attachText(textFile(bytes(0xd6, 0xd0, 0xce, 0xc4)));
    expect(readTextAttachment(part)).toBe('中文');
  });

  test('of a megabyte is taken, and one byte more is not', async () => {
    const text = 'x'.repeat(1024 * 1024);
    expect(readTextAttachment(await attachText(textFile(text)))).toBe(text);
    await expect(attachText(textFile(`${text}x`))).rejects.toMatchObject({ code: 'too-large' });
  });

  test.each([
    ['not-text', bytes(0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff)],
    ['not-text', bytes(0xff, 0xfe, 0, 0xd8)],
    ['empty', ' \n'],
    ['empty', ''],
  ])('is refused as %s', async (code, content) => {
    await expect(attachText(textFile(content))).rejects.toMatchObject({ name: 'AttachmentError', code });
  });

  test('whose reading is given up is no attachment', async () => {
    const controller = new AbortController();
    const part = attachFile(textFile('text'), controller.signal);
    controller.abort('left');
    await expect(part).rejects.toBe('left');
    await expect(attachFile(textFile('text'), controller.signal)).rejects.toBe('left');
  });
});

describe('what stands in the way of a question', () => {
  const parts: ChatMessage['parts'] = [
    { type: 'text', text: 'Look' },
    { type: 'file', mediaType: 'image/png', filename: 'a.png', url: 'data:,' },
    { type: 'file', mediaType: 'text/plain', filename: 'b.txt', url: 'data:,' },
    { type: 'file', mediaType: 'application/pdf', url: 'data:,' },
  ];

  test('is each file that the model does not take, by its name', () => {
    expect(findModelWarnings({ can }, parts)).toEqual([
      { code: 'no-images', filename: 'a.png' },
      { code: 'file-kind', filename: 'application/pdf' },
    ]);
    expect(findModelWarnings({ can: { ...can, images: true } }, parts.slice(0, 3))).toEqual([]);
  });

  test('is a question that is heavier than a request may be, counted in bytes', () => {
    const say = (text: string): ChatMessage => ({ id: 'q', role: 'user', parts: [{ type: 'text', text }] });
    expect(findSizeWarnings(say('x'.repeat(MAX_BODY_BYTES - 5_000)))).toEqual([]);
    expect(findSizeWarnings(say('流'.repeat(MAX_BODY_BYTES / 3)))).toMatchObject([{ code: 'too-large' }]);
    expect(findSizeWarnings(say(''), 'x'.repeat(MAX_BODY_BYTES))).toMatchObject([{ code: 'too-large' }]);
  });
});
