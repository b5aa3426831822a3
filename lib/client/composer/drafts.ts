import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';

/** The draft of a chat, or of the one that is not begun yet. */
export type DraftKey = ChatId | 'new';

const PREFIX = 'runnel.draft.';
const WRITE_MS = 400;
const LONGEST = 100_000;

/**
 * What was written and not sent, per chat. It is kept in `localStorage`, which alone is written before a page that goes away
 * is gone: a database would be asked too late.
 */
export class Drafts {
  readonly #unwritten = new Map<DraftKey, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  read(key: DraftKey): string {
    return this.#unwritten.get(key) ?? stored(() => localStorage.getItem(PREFIX + key)) ?? '';
  }

  /** Keeps a draft soon; an empty one is forgotten. One too long to keep stays on the page alone. */
  write(key: DraftKey, text: string): void {
    this.#unwritten.set(key, text);
    this.#timer ??= setTimeout(this.flush, WRITE_MS);
  }

  /** Forgets a draft at once: it was sent, or its chat is gone. */
  clear(key: DraftKey): void {
    this.#unwritten.delete(key);
    stored(() => localStorage.removeItem(PREFIX + key));
  }

  /** Writes what waits to be written. */
  flush = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, text] of this.#unwritten) {
      stored(() => {
        if (text.trim() === '' || text.length > LONGEST) localStorage.removeItem(PREFIX + key);
        else localStorage.setItem(PREFIX + key, text);
        // Only what is kept can be read back: what could not be stays here for as long as the page does.
        if (text.length <= LONGEST) this.#unwritten.delete(key);
      });
    }
  };

  /** Writes the last keystroke when the page goes away, or may: a phone ends pages that are hidden without a word. */
  flushOnHide(): () => void {
    const hidden = () => document.visibilityState === 'hidden' && this.flush();
    addEventListener('pagehide', this.flush);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      removeEventListener('pagehide', this.flush);
      document.removeEventListener('visibilitychange', hidden);
      this.flush();
    };
  }
}

/** A browser that allows no storage, or has no room, keeps no drafts, which is no reason to fail. */
function stored<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
