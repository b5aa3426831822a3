import 'client-only';

/** The longest side that models look at; what is larger they make smaller themselves, after it was paid for. */
export const LONGEST_SIDE = 2_048;
/** What a picture may weigh: two of them, in base64, and the words around them fit into one request. */
export const MAX_IMAGE_BYTES = 1_500_000;

const SMALLEST_SIDE = 64;

export type Size = { width: number; height: number };
export type Encoding = { type: 'image/png' | 'image/webp' | 'image/jpeg'; quality?: number };

/** The size in which a picture is sent: as it is, or with its longest side as long as may be. */
export function fitSize({ width, height }: Size, longest = LONGEST_SIDE): Size {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** What to try in turn. A transparent picture stays one; a PNG without transparency, such as a screenshot, stays sharp. */
export function chooseEncodings(type: string, transparent: boolean): Encoding[] {
  if (transparent) return [{ type: 'image/png' }, { type: 'image/webp', quality: 0.85 }];
  const lossy: Encoding[] = [0.85, 0.7, 0.5].map((quality) => ({ type: 'image/jpeg', quality }));
  return type === 'image/png' ? [{ type: 'image/png' }, ...lossy] : lossy;
}

/**
 * The first encoding that is light enough, in ever smaller sizes.
 * @param encode draws and encodes; may answer in another type, where the browser does not have the one that was asked for
 * @returns undefined when even the smallest is too heavy
 */
export async function encodeToFit(
  size: Size,
  encodings: readonly Encoding[],
  encode: (size: Size, encoding: Encoding) => Promise<Blob>,
): Promise<Blob | undefined> {
  let longest = Math.max(size.width, size.height);
  do {
    for (const encoding of encodings) {
      const blob = await encode(fitSize(size, longest), encoding);
      if (blob.size <= MAX_IMAGE_BYTES) return blob;
    }
    longest = Math.floor(longest * 0.7);
  } while (longest >= SMALLEST_SIDE);
  return undefined;
}
