import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { TextRow } from '../database.ts';
import { fold } from './fold.ts';

/** `position`: where the first term is in the folded text, which is about where it is in the original. */
export type Match = { chatId: ChatId; messageId: string; revision: number; position: number };

type Entry = { chatId: ChatId; messageId: string; revision: number; folded: string };

/**
 * The folded text of all messages. A search scans it linearly: ten million characters take a few milliseconds, parts of
 * words match, and Chinese needs no dictionary.
 */
export class TextIndex {
  readonly #entries = new Map<string, Entry>();
  /** Sorted newest first. Rebuilt after a change. */
  #sorted: Entry[] | undefined;
  /** The highest revision in the index. */
  revision = 0;

  get size(): number {
    return this.#entries.size;
  }

  add(rows: readonly TextRow[]): void {
    for (const { revision = 0, chatId, messageId, text } of rows) {
      this.#entries.set(messageId, { chatId, messageId, revision, folded: fold(text) });
      this.revision = Math.max(this.revision, revision);
    }
    if (rows.length > 0) this.#sorted = undefined;
  }

  /** Drops all rows except these. */
  retainRevisions(revisions: ReadonlySet<number>): void {
    for (const { messageId, revision } of this.#entries.values()) {
      if (!revisions.has(revision)) this.#entries.delete(messageId);
    }
    this.#sorted = undefined;
  }

  /**
   * Returns the messages outside `hidden` chats that contain all terms, newest first. Messages in which every term starts a
   * word come before the others.
   */
  find(terms: readonly string[], hidden: ReadonlySet<string> = new Set()): Match[] {
    if (terms.length === 0) return [];
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => b.revision - a.revision);
    const atWordStart: Match[] = [];
    const inside: Match[] = [];
    for (const { chatId, messageId, revision, folded } of this.#sorted) {
      if (hidden.has(chatId)) continue;
      const position = folded.indexOf(terms[0] ?? '');
      if (position === -1 || !terms.every((term) => folded.includes(term))) continue;
      const group = terms.every((term) => hasMatchAtWordStart(folded, term)) ? atWordStart : inside;
      group.push({ chatId, messageId, revision, position });
    }
    return [...atWordStart, ...inside];
  }
}

const LETTER = /[\p{L}\p{N}]/u;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Whether `term` starts a word in the first 20 matches. In scripts without spaces, every character starts a word. */
export function hasMatchAtWordStart(text: string, term: string): boolean {
  if (WITHOUT_SPACES.test(term.charAt(0))) return true;
  let tries = 0;
  for (let at = text.indexOf(term); at !== -1 && tries < 20; at = text.indexOf(term, at + 1), tries++) {
    const before = text.charAt(at - 1);
    if (!LETTER.test(before) || WITHOUT_SPACES.test(before)) return true;
  }
  return false;
}
