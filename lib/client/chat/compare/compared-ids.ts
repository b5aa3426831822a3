import 'client-only';
import { type ChatId, COMPARED, newRunId, type RunId } from '#lib/protocol/ids.ts';

// Apart from the other ids, because the first load does without these.

/**
 * Creates the id of a run that answers a question beside other runs of the same chat. Its answer has the same id.
 * @param position its place among them, of 0–9, because answers of the same age are sorted by their ids
 */
export function newComparedRunId(position: number): RunId {
  return `${COMPARED}${position}${newRunId().slice(1)}` as RunId;
}

/** The chat in this browser whose run takes place in a chat on the server: the reverse of `chatOfRun`. */
export function chatInBrowser(chatId: ChatId): ChatId {
  return chatId.split(`_${COMPARED}`, 1)[0] as ChatId;
}
