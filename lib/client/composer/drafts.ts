import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';

/** `new`: the draft of the chat that has no messages yet. */
export type DraftKey = ChatId | 'new';

const PREFIX = 'runnel.draft.';
const WRITE_MS = 400;
const LONGEST = 100_000;

/**
 * The text that was typed and not sent, per chat. It is saved in `localStorage`, because only that can be written synchronously
 * while a page unloads.
 */
export class Drafts {
  readonly #unsaved = new Map<DraftKey, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  read(key: DraftKey): string {
    return this.#unsaved.get(key) ?? tryStorage(() => localStorage.getItem(PREFIX + key)) ?? '';
  }

  /** Saves a draft within 400 ms. An empty draft is removed; one of more than 100,000 characters stays in memory only. */
  write(key: DraftKey, text: string): void {
    this.#unsaved.set(key, text);
    this.#timer ??= setTimeout(this.flush, WRITE_MS);
  }

  /** Removes a draft at once, after it was sent or its chat was deleted. */
  clear(key: DraftKey): void {
    this.#unsaved.delete(key);
    tryStorage(() => localStorage.removeItem(PREFIX + key));
  }

  /** Saves all drafts that have changed. */
  flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, text] of this.#unsaved) {
      tryStorage(() => {
        if (text.trim() === '' || text.length > LONGEST) localStorage.removeItem(PREFIX + key);
        else localStorage.setItem(PREFIX + key, text);
        // A draft that is not in storage stays in memory.
        if (text.length <= LONGEST) this.#unsaved.delete(key);
      });
    }
  };

  /** Saves drafts when the page unloads, or is hidden: a phone may end a hidden page without an event. @returns a stop function */
  flushOnHide(): () => void {
    const onVisibility = () => document.visibilityState === 'hidden' && this.flush();
    addEventListener('pagehide', this.flush);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      removeEventListener('pagehide', this.flush);
      document.removeEventListener('visibilitychange', onVisibility);
      this.flush();
    };
  }
}

/** Runs `work`, and returns undefined when storage is blocked or full: drafts are not worth an error. */
function tryStorage<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
