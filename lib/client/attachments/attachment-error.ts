import 'client-only';

/**
 * The reason why a file cannot be attached.
 * - `too-large`: a file that is not an image.
 * - `undecodable`: the browser cannot decode the image.
 * - `not-text`: neither an image nor text.
 * - `unshrinkable`: the image stays too large in every encoding and size.
 */
export type AttachmentErrorCode =
  | 'too-large'
  | 'image-too-large'
  | 'too-many-pixels'
  | 'undecodable'
  | 'not-text'
  | 'empty'
  | 'unshrinkable';

/** A file that cannot be attached. The page translates the code. */
export class AttachmentError extends Error {
  override readonly name = 'AttachmentError';
  readonly code: AttachmentErrorCode;
  readonly filename: string;

  constructor(code: AttachmentErrorCode, filename: string, options?: { cause?: unknown }) {
    super(`${filename}: ${code}`, options);
    this.code = code;
    this.filename = filename;
  }
}
