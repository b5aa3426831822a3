import 'client-only';
import type { FileUIPart } from 'ai';
import { untilLoaded } from '#lib/lazy/lazy-value.ts';
import { StateStore } from '../chat/state-store.ts';
import type { DraftKey } from '../composer/drafts.ts';
import type { AttachmentErrorCode } from './attachment-error.ts';
import { attachmentsCode } from './attachments-code.ts';

/**
 * A file attached to the next question. `unread`: the code that reads it could not be loaded, and the file waits for it.
 * `refused`: it cannot be sent, and `reason` says why.
 */
export type PendingFile = { id: number; name: string } & (
  | { state: 'reading' | 'unread' }
  | { state: 'ready'; part: FileUIPart }
  | { state: 'refused'; reason: AttachmentErrorCode }
);

/** What is attached to the question that is being written in one chat. Lives as long as the page, not as the view of it. */
export class PendingFiles {
  readonly #store = new StateStore<{ files: readonly PendingFile[] }>({ files: [] });
  readonly #reading = new Map<number, AbortController>();
  #nextId = 1;

  getFiles = (): readonly PendingFile[] => this.#store.getState().files;

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Reads files, and makes them what can be sent, each for itself. */
  add(files: Iterable<File>): void {
    for (const file of files) void this.#read(file);
  }

  remove(id: number): void {
    this.#reading.get(id)?.abort();
    this.#set(this.getFiles().filter((file) => file.id !== id));
  }

  /** Removes all files. */
  clear(): void {
    for (const { id } of this.getFiles()) this.remove(id);
  }

  /** Hands over what is ready, and forgets all. */
  take(): FileUIPart[] {
    const parts = this.getFiles().flatMap((file) => (file.state === 'ready' ? [file.part] : []));
    this.#set([]);
    return parts;
  }

  async #read(file: File): Promise<void> {
    const id = this.#nextId++;
    const controller = new AbortController();
    this.#reading.set(id, controller);
    this.#set([...this.getFiles(), { id, name: file.name, state: 'reading' }]);
    try {
      attachmentsCode.load().catch(() => this.#replace({ id, name: file.name, state: 'unread' }));
      const { attachFile } = await untilLoaded(attachmentsCode, controller.signal);
      const part = await attachFile(file, controller.signal);
      this.#replace({ id, name: part.filename ?? file.name, state: 'ready', part });
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#replace({ id, name: file.name, state: 'refused', reason: reasonOf(error) });
    } finally {
      this.#reading.delete(id);
    }
  }

  #replace(changed: PendingFile): void {
    this.#set(this.getFiles().map((file) => (file.id === changed.id ? changed : file)));
  }

  #set(files: readonly PendingFile[]): void {
    this.#store.set({ files });
  }
}

const byChat = new Map<DraftKey, PendingFiles>();

/** What is attached in a chat: a reader who looks into another one finds it again. */
export function getPendingFiles(key: DraftKey): PendingFiles {
  let files = byChat.get(key);
  if (files === undefined) {
    files = new PendingFiles();
    byChat.set(key, files);
  }
  return files;
}

/** The module of the error's class comes with the reading; it is known here by its name. */
function reasonOf(error: unknown): AttachmentErrorCode {
  return error instanceof Error && error.name === 'AttachmentError' && 'code' in error
    ? (error.code as AttachmentErrorCode)
    : 'undecodable';
}
