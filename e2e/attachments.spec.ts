import type { Page } from '@playwright/test';
import { offerPageModules, pageModules } from './fixtures/page/page-modules.ts';
import { expect, test } from './fixtures/test.ts';

test.describe('a picture that is attached', () => {
  test.beforeEach(async ({ page, context }) => {
    await offerPageModules(context);
    await page.goto('/');
  });

  test('of 50 MB is reduced to a size that models accept', async ({ page }) => {
    const result = await attach(page, async () => {
      const side = 4_300;
      const canvas = new OffscreenCanvas(side, side);
      const noise = new ImageData(side, side);
      for (let at = 0; at < noise.data.length; at += 65_536)
        crypto.getRandomValues(
          new Uint8Array(noise.data.buffer, at, Math.min(65_536, noise.data.length - at)),
        );
      for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
      canvas.getContext('2d')?.putImageData(noise, 0, 0);
      return new File([await canvas.convertToBlob({ type: 'image/png' })], 'noise.png', {
        type: 'image/png',
      });
    });
    expect(result.originalBytes).toBeGreaterThan(50_000_000);
    expect(result).toMatchObject({ mediaType: 'image/jpeg', filename: 'noise.jpg' });
    expect(result.width).toBeLessThanOrEqual(2_048);
    expect(result.bytes).toBeLessThanOrEqual(1_500_000);
  });

  test('is turned upright and loses its location', async ({ page }) => {
    const result = await attach(page, async () => {
      const canvas = new OffscreenCanvas(400, 200);
      const context = canvas.getContext('2d');
      if (context) {
        context.fillStyle = 'red';
        context.fillRect(0, 0, 200, 200);
        context.fillStyle = 'blue';
        context.fillRect(200, 0, 200, 200);
      }
      const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      // APP1: a TIFF header and one entry, orientation 6, which is a quarter turn to the right.
      const exif = [
        0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0,
        0, 0, 0, 0, 0,
      ];
      const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
      const bytes = new Uint8Array([...jpeg.subarray(0, 2), ...segment, ...jpeg.subarray(2)]);
      return new File([bytes], 'photo.jpeg', { type: 'image/jpeg' });
    });
    expect(result).toMatchObject({ mediaType: 'image/jpeg', filename: 'photo.jpg', width: 200, height: 400 });
    expect(result.top).toEqual('red');
    expect(result.bottom).toEqual('blue');
    expect(result.hasExif).toBe(false);
  });

  test('keeps its transparency', async ({ page }) => {
    const result = await attach(page, async () => {
      const canvas = new OffscreenCanvas(3_000, 30);
      canvas.getContext('2d')?.fillRect(0, 0, 10, 10);
      return new File([await canvas.convertToBlob()], 'a.b.png', { type: 'image/png' });
    });
    expect(result).toMatchObject({ mediaType: 'image/png', filename: 'a.b.png', width: 2_048, height: 20 });
    expect(result.bottom).toBe('transparent');
  });

  test('in SVG is rasterized', async ({ page }) => {
    const result = await attach(page, async () => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="40"><rect width="30" height="40" fill="red"/></svg>';
      return new File([svg], 'drawing.svg', { type: 'image/svg+xml' });
    });
    expect(result).toMatchObject({ mediaType: 'image/jpeg', width: 30, height: 40, top: 'red' });
  });

  test('that is no picture is refused with its name', async ({ page }) => {
    const result = attach(page, async () => new File(['no picture'], 'broken.png', { type: 'image/png' }));
    await expect(result).rejects.toThrow('broken.png: undecodable');
  });
});

/** Has the page create a file and attach it. @returns the attached file */
async function attach(page: Page, makeFile: () => Promise<File>) {
  const modules = await pageModules(page);
  const created = await page.evaluateHandle(makeFile);
  return modules.evaluate(async ({ attachFile }, file) => {
    const part = await attachFile(file, new AbortController().signal);
    const content = atob(part.url.slice(part.url.indexOf(',') + 1));
    const image = new Image();
    image.src = part.url;
    await image.decode();
    const bitmap = await createImageBitmap(image);
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const colorAt = (x: number, y: number) => {
      const [red = 0, , blue = 0, alpha] = context?.getImageData(x, y, 1, 1).data ?? [];
      return alpha === 0 ? 'transparent' : red > blue ? 'red' : 'blue';
    };
    return {
      mediaType: part.mediaType,
      filename: part.filename,
      originalBytes: file.size,
      bytes: content.length,
      width,
      height,
      top: colorAt(width >> 1, 2),
      bottom: colorAt(width >> 1, height - 3),
      hasExif: content.includes('Exif'),
    };
  }, created);
}
