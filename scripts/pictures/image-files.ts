import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../project.mjs';

/** The pictures of the READMEs. */
const FOLDER = join(ROOT, 'docs/pictures');
/** More is too much for a README. */
const MAX_ANIMATION_BYTES = 1.5e6;

/** The part of sharp that is used. Its own types are missing where it is not installed. */
type Sharp = (
  input: Buffer | Buffer[],
  options?: { join: { animated: true } },
) => {
  png(options: { palette: true; quality: number; effort: number }): { toBuffer(): Promise<Buffer> };
  webp(options: {
    nearLossless: true;
    quality: number;
    effort: number;
    loop: number;
    delay: number[];
    minSize: true;
  }): { toBuffer(): Promise<Buffer> };
};

/** @throws with what to install; npm installs sharp as an optional package of next, except on rare systems */
export async function loadSharp(): Promise<Sharp> {
  const name: string = 'sharp';
  try {
    return ((await import(name)) as { default: Sharp }).default;
  } catch {
    throw new Error('The pictures need the package sharp. Install it with: npm install --no-save sharp');
  }
}

/** Saves a screenshot with at most 256 colors, which is a third of the bytes. */
export async function savePicture(name: string, screenshot: Buffer): Promise<void> {
  const sharp = await loadSharp();
  save(`${name}.png`, await sharp(screenshot).png({ palette: true, quality: 95, effort: 10 }).toBuffer());
}

/** Saves frames as an animated WebP that repeats. */
export async function saveAnimation(name: string, frames: { picture: Buffer; ms: number }[]): Promise<void> {
  const sharp = await loadSharp();
  const bytes = await sharp(
    frames.map(({ picture }) => picture),
    { join: { animated: true } },
  )
    .webp({
      nearLossless: true,
      quality: 60,
      effort: 5,
      loop: 0,
      delay: frames.map(({ ms }) => ms),
      minSize: true,
    })
    .toBuffer();
  if (bytes.length > MAX_ANIMATION_BYTES)
    throw new Error(`${name}.webp has ${bytes.length} bytes, more than ${MAX_ANIMATION_BYTES}.`);
  save(`${name}.webp`, bytes);
}

function save(file: string, bytes: Buffer): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, file), bytes);
  console.error(`docs/pictures/${file}: ${Math.round(bytes.length / 1_000)} KB`);
}
