import 'client-only';

/**
 * The reason why a file was not imported.
 * - `unreadable`: neither JSON nor a zip that contains JSON.
 * - `unknown-format`: JSON, but not an export.
 * - `newer-version`: exported by a later version of Runnel.
 * - `damaged`: an export of Runnel or ChatGPT that fails validation.
 */
export type TransferErrorCode =
  | 'unreadable'
  | 'unknown-format'
  | 'newer-version'
  | 'damaged'
  | 'too-large'
  | 'empty';

/** A file that cannot be imported. The page translates the code; `message` gives details and the position in the file. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly code: TransferErrorCode;

  constructor(code: TransferErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
