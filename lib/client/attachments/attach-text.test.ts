import { describe, expect, test } from 'vitest';
import { attachFile } from './attach-file.ts';
import { attachText, readTextAttachment } from './attach-text.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
const textFile = (content: BlobPart, name = 'notes.md') => new File([content], name);

describe('a text file', () => {
  test.each([
    ['UTF-8', new TextEncoder().encode('涓流 🙂\n\ttab')],
    ['UTF-8 with a byte order mark', new TextEncoder().encode('\ufeff涓流 🙂\n\ttab')],
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
  ])('in %s is converted to UTF-8', async (_, content) => {
    const part = await attachText(textFile(content));
    expect(part).toMatchObject({ type: 'file', mediaType: 'text/plain', filename: 'notes.md' });
    expect(readTextAttachment(part)).toBe('涓流 🙂\n\ttab');
  });

  test('in GB18030 is decoded', async () => {
    const part = await attachText(textFile(bytes(0xd6, 0xd0, 0xce, 0xc4)));
    expect(readTextAttachment(part)).toBe('中文');
  });

  test('is accepted up to 1 MiB', async () => {
    const text = 'x'.repeat(1024 * 1024);
    expect(readTextAttachment(await attachText(textFile(text)))).toBe(text);
    await expect(attachText(textFile(`${text}x`))).rejects.toMatchObject({ code: 'too-large' });
  });

  test.each([
    ['not-text', bytes(0x25, 0x50, 0x44, 0x46, 0, 1, 2, 0xff)],
    ['not-text', bytes(0xff, 0xfe, 0, 0xd8)],
    ['empty', ' \n'],
    ['empty', ''],
  ])('is rejected as %s', async (code, content) => {
    await expect(attachText(textFile(content))).rejects.toMatchObject({ name: 'AttachmentError', code });
  });

  test('is not attached once the signal is aborted', async () => {
    const controller = new AbortController();
    const part = attachFile(textFile('text'), controller.signal);
    controller.abort('left');
    await expect(part).rejects.toBe('left');
    await expect(attachFile(textFile('text'), controller.signal)).rejects.toBe('left');
  });
});
