import { describe, expect, test, vi } from 'vitest';
import { attachImage } from './attach-image.ts';
import {
  chooseEncodings,
  type Encoding,
  encodeToFit,
  fitSize,
  MAX_IMAGE_BYTES,
  type Size,
} from './image-plan.ts';

describe('an image', () => {
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
  ])('of %j is scaled to %j', (natural, size) => {
    expect(fitSize(natural)).toEqual(size);
  });

  test('is encoded with alpha if transparent, losslessly if a PNG, and otherwise as JPEG', () => {
    const types = (encodings: Encoding[]) => [...new Set(encodings.map(({ type }) => type))];
    expect(types(chooseEncodings('image/webp', true))).toEqual(['image/png', 'image/webp']);
    expect(types(chooseEncodings('image/png', false))).toEqual(['image/png', 'image/jpeg']);
    expect(types(chooseEncodings('image/jpeg', false))).toEqual(['image/jpeg']);
  });

  const fakeEncoder = (byteSize: (size: Size, encoding: Encoding) => number) =>
    vi.fn(async (size: Size, encoding: Encoding) => {
      const blob = new Blob([`${encoding.type} ${encoding.quality}`]);
      Object.defineProperty(blob, 'size', { value: byteSize(size, encoding) });
      return blob;
    });

  test('is encoded once if the result is small enough', async () => {
    const encode = fakeEncoder(() => MAX_IMAGE_BYTES);
    const blob = await encodeToFit({ width: 900, height: 600 }, chooseEncodings('image/png', false), encode);
    expect(await blob?.text()).toBe('image/png undefined');
    expect(encode.mock.calls).toEqual([[{ width: 900, height: 600 }, { type: 'image/png' }]]);
  });

  test('is encoded at lower quality first, then at a smaller size', async () => {
    const encode = fakeEncoder(({ width, height }) => width * height);
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

  test('is given up if no size is small enough', async () => {
    const encode = fakeEncoder(() => MAX_IMAGE_BYTES + 1);
    for (const side of [2_048, 10]) {
      const size = { width: side, height: side };
      expect(await encodeToFit(size, chooseEncodings('image/png', true), encode)).toBeUndefined();
    }
  });

  test('is rejected before decoding if empty or larger than 64 MiB', async () => {
    await expect(attachImage(new File([], 'a.png'))).rejects.toMatchObject({
      code: 'empty',
      filename: 'a.png',
    });
    const giant = new File(['x'], 'b.png', { type: 'image/png' });
    Object.defineProperty(giant, 'size', { value: 64 * 1024 * 1024 + 1 });
    await expect(attachImage(giant)).rejects.toMatchObject({ code: 'image-too-large', filename: 'b.png' });
  });
});
