import 'client-only';
import { vi } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { planAutoContinuation } from '../chat/auto-continuation.ts';
import type { MessageNode, StoredTree, UnsavedMessage } from '../history/chat-history.ts';
import { type AnswerState, mergeAnswer } from '../history/saving/answer-merge.ts';
import { WALK_CHAT } from './model-world.ts';

/** What a walk checks at each write: the stored state before it, and after it. */
export type OnWrite = (before: AnswerState | undefined, after: AnswerState) => void;

/** The browser's storage, in memory, with the merge rule of the real one. Each write waits for a call of `write`. */
export class ModelStorage {
  readonly rows = new Map<string, MessageNode>();
  readonly #onWrite: OnWrite;
  #headId = '';
  #waiting: (() => void)[] = [];

  constructor(onWrite: OnWrite) {
    this.#onWrite = onWrite;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Performs the oldest write. */
  write(): void {
    this.#waiting.shift()?.();
  }

  loadTree = async (): Promise<StoredTree | undefined> => {
    if (this.rows.size === 0) return undefined;
    const rows = [...this.rows.values()].map((node) => ({ ...node, chatId: WALK_CHAT }));
    return { rows: rows as unknown as StoredTree['rows'], headId: this.#headId, merge: mergeAnswer };
  };

  saveMessages = (_: ChatId, unsaved: readonly UnsavedMessage[]): Promise<boolean> =>
    new Promise((resolve) => {
      this.#waiting.push(() => {
        for (const { message, parentId } of unsaved) this.#save(message, parentId);
        resolve(false);
      });
    });

  saveShownBranch = async (): Promise<void> => {};
  classifyStorageError = () => 'broken' as const;
  planAutoContinuation = planAutoContinuation;

  #save(message: ChatMessage, parentId: string | null): void {
    const present = this.rows.get(message.id);
    const merged = present === undefined ? { message } : mergeAnswer(present, { message });
    if (merged === undefined) return;
    this.#onWrite(present, merged);
    if (present === undefined) this.#headId = message.id;
    this.rows.set(message.id, { createdAt: this.rows.size, ...present, id: message.id, parentId, ...merged });
  }
}

/** The text of a message. */
export function textOfState({ message }: AnswerState): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await vi.advanceTimersByTimeAsync(0);
}
