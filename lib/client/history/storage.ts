import 'client-only';

/** What this site keeps in this browser, and how much it may; bytes. */
export type StorageUsage = { used: number; allowed: number; persistent: boolean };

/** Undefined where the browser does not tell: over plain http, or in some private windows. */
export async function readStorageUsage(): Promise<StorageUsage | undefined> {
  const storage = globalThis.navigator?.storage;
  if (storage?.estimate === undefined) return undefined;
  try {
    const { usage = 0, quota = 0 } = await storage.estimate();
    return { used: usage, allowed: quota, persistent: (await storage.persisted?.()) ?? false };
  } catch {
    return undefined; // a browser that refuses storage refuses to speak of it too
  }
}

const ASKED_KEY = 'runnel.persist-asked-at';
const ASK_AGAIN_MS = 30 * 24 * 60 * 60 * 1_000;
const WORTH_KEEPING = 3;

export type PersistenceFacts = {
  persistent: boolean;
  /** Chats in the list. */
  chats: number;
  /** Epoch milliseconds of the last time the browser was asked. */
  askedAt?: number;
  now: number;
};

/**
 * Whether it is the moment to ask that chats are kept for good. Some browsers put the question to the reader: it comes when
 * there is something to lose, not at the first look, and not again soon when the answer was no.
 */
export function shouldRequestPersistence({ persistent, chats, askedAt, now }: PersistenceFacts): boolean {
  if (persistent || chats < WORTH_KEEPING) return false;
  return askedAt === undefined || now - askedAt >= ASK_AGAIN_MS;
}

/** Asks the browser to keep the chats, if it is the moment. @returns whether they are kept for good. */
export async function requestPersistenceIfDue(chats: number): Promise<boolean> {
  const storage = globalThis.navigator?.storage;
  if (storage?.persist === undefined) return false;
  try {
    const persistent = await storage.persisted();
    const stored = localStorage.getItem(ASKED_KEY);
    const facts = { persistent, chats, now: Date.now(), ...(stored ? { askedAt: Number(stored) } : {}) };
    if (!shouldRequestPersistence(facts)) return persistent;
    localStorage.setItem(ASKED_KEY, String(facts.now));
    return await storage.persist();
  } catch {
    return false; // no storage, nothing to persist
  }
}
