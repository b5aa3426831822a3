import 'client-only';

/** Why the history could not do what was asked. */
export type HistoryErrorCode = 'chat-unknown' | 'chat-deleted' | 'message-unknown';

export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
