import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunId } from '#lib/protocol/ids.ts';

/** Another run of the chat is in progress. */
export function createRunActiveError(runId: RunId | string): ChatError {
  return new ChatError('run-active', 'This chat is already being answered.', { runId });
}

/** The chat belongs to another caller. The response does not reveal that it exists. */
export function createChatNotFoundError(): ChatError {
  return new ChatError('not-found', 'There is no such chat.');
}

/** The memory for run logs is used up by runs in progress. */
export function createNoRoomError(): ChatError {
  return new ChatError('rate-limited', 'The server is at its limit of concurrent runs.', {
    retryAfterSeconds: 10,
  });
}

/** The request names a run that is not the chat's latest any more. @param runId the latest run */
export function createRunChangedError(runId: RunId | string): ChatError {
  return new ChatError('run-changed', 'Another run has taken the place of this one.', { runId });
}

/** The log of the chat's latest run has been deleted. */
export function createRunExpiredError(runId: RunId | string): ChatError {
  return new ChatError('run-expired', 'The server no longer has this answer.', { runId });
}
