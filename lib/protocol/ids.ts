/**
 * Ids of chats, runs and messages. They share one alphabet, which is safe in a path, a Redis key and an HTML attribute.
 * Branded, so that a chat id cannot be passed as a run id.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ChatId = Branded<'ChatId'>;
export type RunId = Branded<'RunId'>;

const ID = /^[A-Za-z0-9_-]{1,64}$/;
/** What the ids of compared answers begin with: a comparison runs several answers of one chat at a time. See `compared-ids.ts`. */
export const COMPARED = 'compare-';
/** Characters of the id of a compared answer. The runs that continue it append to that. */
const COMPARED_LENGTH = 29;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Whether `value` is a valid chat id: 1–64 of `A-Z a-z 0-9 _ -`. */
export function isChatId(value: unknown): value is ChatId {
  return typeof value === 'string' && ID.test(value);
}

/** Whether `value` is a valid run id: 1–64 of `A-Z a-z 0-9 _ -`. */
export function isRunId(value: unknown): value is RunId {
  return typeof value === 'string' && ID.test(value);
}

export function newChatId(): ChatId {
  return randomId() as ChatId;
}

/** @param answerId the answer that the run continues, if it does: that of a comparison stays where its first run was */
export function newRunId(answerId = ''): RunId {
  const id = randomId();
  return (isCompared(answerId) ? `${answerId.slice(0, COMPARED_LENGTH)}-${id}` : id) as RunId;
}

/**
 * The chat in which a run takes place on the server, where a chat has one live run: each answer of a comparison has a chat of its
 * own, `<chatId>_<answerId>`. All its runs do, because approvals of tool calls are valid in one chat.
 */
export function chatOfRun(chatId: ChatId, runId = ''): ChatId {
  return (isCompared(runId) ? `${chatId.slice(0, 34)}_${runId.slice(0, COMPARED_LENGTH)}` : chatId) as ChatId;
}

function isCompared(id: string): boolean {
  return id.startsWith(COMPARED);
}

/** Creates an id for a message. The answer of a new run has the run's id instead. */
export function newMessageId(): string {
  return randomId();
}

/** 21 characters with 126 random bits. `crypto.randomUUID` does not exist on a page served over plain HTTP. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(21));
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte & 63];
  return id;
}
