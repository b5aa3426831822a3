import 'client-only';

/** Providers downscale larger images themselves, after charging for the upload. */
export const MAX_SIDE = 2_048;
/** Two images of this size, base64-encoded, and the text around them fit into one request. */
export const MAX_IMAGE_BYTES = 1_500_000;

const MIN_SIDE = 64;

export type Size = { width: number; height: number };
export type Encoding = { type: 'image/png' | 'image/webp' | 'image/jpeg'; quality?: number };

/** Scales a size down so that neither side exceeds `maxSide`. */
export function fitSize({ width, height }: Size, maxSide = MAX_SIDE): Size {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Returns the encodings to try in order: lossless first for PNG, and only with an alpha channel for transparent images. */
export function chooseEncodings(type: string, transparent: boolean): Encoding[] {
  if (transparent) return [{ type: 'image/png' }, { type: 'image/webp', quality: 0.85 }];
  const lossy: Encoding[] = [0.85, 0.7, 0.5].map((quality) => ({ type: 'image/jpeg', quality }));
  return type === 'image/png' ? [{ type: 'image/png' }, ...lossy] : lossy;
}

/**
 * Returns the first encoding of at most `MAX_IMAGE_BYTES`, at ever smaller sizes.
 * @param encode draws and encodes. May return another type if the browser lacks the encoder.
 * @returns undefined if even the smallest size is too large
 */
export async function encodeToFit(
  size: Size,
  encodings: readonly Encoding[],
  encode: (size: Size, encoding: Encoding) => Promise<Blob>,
): Promise<Blob | undefined> {
  let side = Math.max(size.width, size.height);
  do {
    for (const encoding of encodings) {
      const blob = await encode(fitSize(size, side), encoding);
      if (blob.size <= MAX_IMAGE_BYTES) return blob;
    }
    side = Math.floor(side * 0.7);
  } while (side >= MIN_SIDE);
  return undefined;
}
