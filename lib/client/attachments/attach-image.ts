import 'client-only';
import type { FileUIPart } from 'ai';
import { MAX_IMAGE_FILE_BYTES, MAX_IMAGE_PIXELS } from '#lib/protocol/limits.ts';
import { AttachmentError } from './attachment-error.ts';
import { toDataUrl } from './data-url.ts';
import { chooseEncodings, encodeToFit, fitSize, type Size } from './image-plan.ts';

/**
 * Converts an image for models: at most 2048 pixels per side and 1.5 MB, upright. Re-encoding strips the metadata, such as
 * the location.
 * @throws AttachmentError
 */
export async function attachImage(file: File): Promise<FileUIPart> {
  if (file.size === 0) throw new AttachmentError('empty', file.name);
  if (file.size > MAX_IMAGE_FILE_BYTES) throw new AttachmentError('image-too-large', file.name);
  const natural = await measure(file);
  if (natural.width * natural.height > MAX_IMAGE_PIXELS)
    throw new AttachmentError('too-many-pixels', file.name);
  const size = fitSize(natural);
  const bitmap = await decode(file, size);
  try {
    const transparent = file.type !== 'image/jpeg' && isTransparent(draw(bitmap, size));
    const blob = await encodeToFit(
      size,
      chooseEncodings(file.type, transparent),
      (smaller, { type, quality }) =>
        draw(bitmap, smaller).convertToBlob({ type, ...(quality === undefined ? {} : { quality }) }),
    );
    if (blob === undefined) throw new AttachmentError('unshrinkable', file.name);
    const filename = replaceExtension(file.name, blob.type);
    return { type: 'file', mediaType: blob.type, filename, url: await toDataUrl(blob) };
  } finally {
    bitmap.close();
  }
}

/** Reads the upright size of an image from its header, without decoding it. */
async function measure(file: File): Promise<Size> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
      image.src = url;
    });
    // An SVG may have no intrinsic size.
    return { width: image.naturalWidth || 1_024, height: image.naturalHeight || 1_024 };
  } catch (cause) {
    throw new AttachmentError('undecodable', file.name, { cause });
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function decode(file: File, { width, height }: Size): Promise<ImageBitmap> {
  try {
    if (file.type === 'image/svg+xml') return await decodeSvg(file, { width, height });
    return await createImageBitmap(file, {
      imageOrientation: 'from-image',
      resizeWidth: width,
      resizeHeight: height,
      resizeQuality: 'high',
    });
  } catch (cause) {
    throw new AttachmentError('undecodable', file.name, { cause });
  }
}

/** `createImageBitmap` accepts an SVG only as an element, not as a file. */
async function decodeSvg(file: File, { width, height }: Size): Promise<ImageBitmap> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    return await createImageBitmap(image, { resizeWidth: width, resizeHeight: height });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function draw(bitmap: ImageBitmap, { width, height }: Size): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new DOMException('No 2D canvas available.', 'NotSupportedError');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}

function isTransparent(canvas: OffscreenCanvas): boolean {
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 255) return true;
  return false;
}

function replaceExtension(name: string, type: string): string {
  const extension = type === 'image/jpeg' ? 'jpg' : type.slice('image/'.length);
  return `${name.replace(/\.[^.]*$/, '') || 'image'}.${extension}`;
}
