/**
 * Ids of chats, runs and messages. They share one alphabet, which is safe in a path, a Redis key and an HTML attribute.
 * Branded, so that a chat id cannot be passed as a run id.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ChatId = Branded<'ChatId'>;
export type RunId = Branded<'RunId'>;

const ID = /^[A-Za-z0-9_-]{1,64}$/;
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

export function newRunId(): RunId {
  return randomId() as RunId;
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
