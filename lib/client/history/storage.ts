import 'client-only';

/** This site's storage in this browser. `used` and `quota` in bytes. */
export type StorageUsage = { used: number; quota: number; persistent: boolean };

/** Returns undefined if the browser does not report it, as over plain HTTP or in some private windows. */
export async function readStorageUsage(): Promise<StorageUsage | undefined> {
  const storage = globalThis.navigator?.storage;
  if (storage?.estimate === undefined) return undefined;
  try {
    const { usage = 0, quota = 0 } = await storage.estimate();
    return { used: usage, quota, persistent: (await storage.persisted?.()) ?? false };
  } catch {
    return undefined; // some browsers that block storage reject this too
  }
}

const ASKED_KEY = 'runnel.persist-asked-at';
const REPEAT_AFTER_MS = 30 * 24 * 60 * 60 * 1_000;
const MIN_CHATS = 3;

export type PersistenceFacts = {
  persistent: boolean;
  /** Number of chats in the list. */
  chats: number;
  /** Time of the last request, epoch milliseconds. */
  askedAt?: number;
  now: number;
};

/**
 * Whether to request persistent storage now. Some browsers prompt the reader, so the request is made once there are 3 chats
 * to lose, and is repeated at most every 30 days.
 */
export function shouldRequestPersistence({ persistent, chats, askedAt, now }: PersistenceFacts): boolean {
  if (persistent || chats < MIN_CHATS) return false;
  return askedAt === undefined || now - askedAt >= REPEAT_AFTER_MS;
}

/** Requests persistent storage if `shouldRequestPersistence`. @returns whether storage is persistent */
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
    return false; // the browser blocks storage
  }
}
