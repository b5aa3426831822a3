import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { TextRow } from '../database.ts';
import { fold } from './fold.ts';

/** `place`: about where in the folded text the first term is. */
export type Match = { chatId: ChatId; messageId: string; revision: number; place: number };

type Entry = { chatId: ChatId; messageId: string; revision: number; folded: string };

/**
 * The folded words of all messages, looked through from end to end. Ten million characters take a few milliseconds, any
 * part of a word is found, and Chinese needs no dictionary.
 */
export class TextIndex {
  readonly #entries = new Map<string, Entry>();
  /** The newest first; made anew when something was added. */
  #ordered: Entry[] | undefined;
  /** All rows up to here are known. */
  revision = 0;

  get size(): number {
    return this.#entries.size;
  }

  add(rows: readonly TextRow[]): void {
    for (const { revision = 0, chatId, messageId, text } of rows) {
      this.#entries.set(messageId, { chatId, messageId, revision, folded: fold(text) });
      this.revision = Math.max(this.revision, revision);
    }
    if (rows.length > 0) this.#ordered = undefined;
  }

  /** Forgets all rows but these. */
  retainRevisions(revisions: ReadonlySet<number>): void {
    for (const { messageId, revision } of this.#entries.values()) {
      if (!revisions.has(revision)) this.#entries.delete(messageId);
    }
    this.#ordered = undefined;
  }

  /** Messages that hold all `terms` and are in no `hidden` chat: first those where each begins a word, the newest first. */
  find(terms: readonly string[], hidden: ReadonlySet<string> = new Set()): Match[] {
    if (terms.length === 0) return [];
    this.#ordered ??= [...this.#entries.values()].sort((a, b) => b.revision - a.revision);
    const atWordStart: Match[] = [];
    const inside: Match[] = [];
    for (const { chatId, messageId, revision, folded } of this.#ordered) {
      if (hidden.has(chatId)) continue;
      const place = folded.indexOf(terms[0] ?? '');
      if (place === -1 || !terms.every((term) => folded.includes(term))) continue;
      const group = terms.every((term) => startsWord(folded, term)) ? atWordStart : inside;
      group.push({ chatId, messageId, revision, place });
    }
    return [...atWordStart, ...inside];
  }
}

const LETTER = /[\p{L}\p{N}]/u;
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Whether `term` begins a word somewhere; in a script that has no spaces, every character may. */
function startsWord(text: string, term: string): boolean {
  if (WITHOUT_SPACES.test(term.charAt(0))) return true;
  let tries = 0;
  for (let at = text.indexOf(term); at !== -1 && tries < 20; at = text.indexOf(term, at + 1), tries++) {
    const before = text.charAt(at - 1);
    if (!LETTER.test(before) || WITHOUT_SPACES.test(before)) return true;
  }
  return false;
}
