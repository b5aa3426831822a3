import 'client-only';
import type { FileUIPart } from 'ai';
import { untilLoaded } from '#lib/lazy/lazy-value.ts';
import { StateStore } from '../chat/state-store.ts';
import type { DraftKey } from '../composer/drafts.ts';
import type { AttachmentErrorCode } from './attachment-error.ts';
import { attachmentsCode } from './attachments-code.ts';

/**
 * A file attached to the next question. `unread`: it waits for the code that reads it, which could not be loaded.
 * `refused`: it cannot be sent.
 */
export type PendingFile = { id: number; name: string } & (
  | { state: 'reading' | 'unread' }
  | { state: 'ready'; part: FileUIPart }
  | { state: 'refused'; reason: AttachmentErrorCode }
);

/** The files attached to a chat's draft. They last as long as the page. */
export class PendingFiles {
  readonly #store = new StateStore<{ files: readonly PendingFile[] }>({ files: [] });
  readonly #reading = new Map<number, AbortController>();
  #nextId = 1;

  getFiles = (): readonly PendingFile[] => this.#store.getState().files;

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Starts reading the files, each independently. What was said about earlier files is over. */
  add(files: Iterable<File>): void {
    this.#set(this.getFiles().filter(({ state }) => state !== 'refused'));
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

  /** Returns the parts of all files that are ready, and removes all files. */
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
      this.#replace({ id, name: file.name, state: 'refused', reason: getReason(error) });
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

/** Returns the attachments of a chat's draft, which survive switching between chats. */
export function getPendingFiles(key: DraftKey): PendingFiles {
  let files = byChat.get(key);
  if (files === undefined) {
    files = new PendingFiles();
    byChat.set(key, files);
  }
  return files;
}

/** Checks the error by name, because its class is part of the lazily loaded code. */
function getReason(error: unknown): AttachmentErrorCode {
  return error instanceof Error && error.name === 'AttachmentError' && 'code' in error
    ? (error.code as AttachmentErrorCode)
    : 'undecodable';
}
