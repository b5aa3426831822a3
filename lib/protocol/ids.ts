/**
 * Ids of chats, runs and messages. One alphabet for all, safe in a path, a Redis key and an HTML attribute.
 * Branded, so that a chat id cannot be handed over where a run id is meant.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ChatId = Branded<'ChatId'>;
export type RunId = Branded<'RunId'>;

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Whether `value` may name a chat: 1–64 of `A-Z a-z 0-9 _ -`. */
export function isChatId(value: unknown): value is ChatId {
  return typeof value === 'string' && ID.test(value);
}

/** Whether `value` may name a run: 1–64 of `A-Z a-z 0-9 _ -`. */
export function isRunId(value: unknown): value is RunId {
  return typeof value === 'string' && ID.test(value);
}

export function newChatId(): ChatId {
  return randomId() as ChatId;
}

export function newRunId(): RunId {
  return randomId() as RunId;
}

/** An id for a message; a run's fresh answer takes the run's id instead. */
export function newMessageId(): string {
  return randomId();
}

/** 21 characters, 126 random bits. `crypto.randomUUID` is missing on a page served over plain http. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(21));
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte & 63];
  return id;
}
