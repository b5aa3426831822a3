import 'client-only';

/**
 * Long enough for slow storage: a busy machine takes seconds to open the database, and a question that is not stored when
 * the tab closes is lost along with its answer. Limited, because storage that never responds must not block the question.
 */
const MAX_WAIT_MS = 5_000;

/** Whether the browser's storage, which all chats of the page share, has responded in time. */
let isResponding = true;

/**
 * Waits for work of the storage, however long it takes.
 * @param onUnresponsive called after 5 s, or at once if the storage has not responded since an earlier limit
 */
export async function watchStorage<Value>(work: Promise<Value>, onUnresponsive: () => void): Promise<Value> {
  const giveUp = () => {
    isResponding = false;
    onUnresponsive();
  };
  const timer = setTimeout(giveUp, isResponding ? MAX_WAIT_MS : 0);
  try {
    return await work;
  } finally {
    isResponding = true;
    clearTimeout(timer);
  }
}

/** Waits until `work` is done, for at most 5 s, and not at all while the storage is known not to respond. */
export async function untilSaved(work: Promise<unknown>): Promise<void> {
  if (!isResponding) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT_MS);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
