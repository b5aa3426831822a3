import 'client-only';

/**
 * Why a file was not imported. `unreadable`: neither JSON nor a zip of it. `unknown-format`: JSON of something else.
 * `newer-version`: exported by a later version. `damaged`: ours, or ChatGPT's, but broken. `empty`: no chats in it.
 */
export type TransferErrorCode =
  | 'unreadable'
  | 'unknown-format'
  | 'newer-version'
  | 'damaged'
  | 'too-large'
  | 'empty';

/** Nothing was stored. The page shows its own text for the code; `message` says where in the file, for those who look. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  readonly code: TransferErrorCode;

  constructor(code: TransferErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
