import 'client-only';

export type HistoryErrorCode = 'chat-unknown' | 'chat-deleted' | 'message-unknown' | 'rows-missing';

const MESSAGES: Record<HistoryErrorCode, string> = {
  'chat-unknown': 'This browser has no such chat.',
  'chat-deleted': 'The chat was deleted permanently.',
  'message-unknown': 'The chat has no such message.',
  'rows-missing': 'Rows of the chat were deleted.',
};

/** An operation on the chat history that cannot be carried out. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  readonly code: HistoryErrorCode;

  constructor(code: HistoryErrorCode) {
    super(MESSAGES[code]);
    this.code = code;
  }
}
