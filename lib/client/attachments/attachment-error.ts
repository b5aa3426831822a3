import 'client-only';

/**
 * Why a file cannot go with a question. `undecodable`: the browser cannot read this picture. `not-text`: neither a picture
 * nor text. `empty`: nothing in it. `unshrinkable`: a picture that stays too large however it is encoded.
 */
export type AttachmentErrorCode =
  | 'too-large'
  | 'too-many-pixels'
  | 'undecodable'
  | 'not-text'
  | 'empty'
  | 'unshrinkable';

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
