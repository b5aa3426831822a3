import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import {
  getPendingFiles,
  type PendingFile,
  type PendingFiles,
} from '#lib/client/attachments/pending-files.ts';
import { useAttachmentWarnings } from '#lib/client/attachments/use-attachment-warnings.ts';
import { type DraftKey, Drafts } from '#lib/client/composer/drafts.ts';
import { updateTextDirection } from '#lib/client/composer/text-direction.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { nextTask } from '#lib/lazy/next-task.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

const drafts = new Drafts();

type ComposerOptions = {
  draftKey: DraftKey;
  model: ModelInfo | undefined;
  disabled: boolean;
  onSend(parts: ChatMessage['parts']): void;
};

export type ComposerState = {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Length of the trimmed text. */
  length: number;
  files: readonly PendingFile[];
  pending: PendingFiles;
  warnings: ReturnType<typeof useAttachmentWarnings>;
  canSend: boolean;
  /** Sets the text, or takes up a change that the field already shows. */
  setText(text: string): void;
  appendText(text: string): void;
  attachText(text: string): void;
  /** Turns the field's text into an attachment. */
  moveTextToFile(): void;
  send(): void;
};

/** The composer's text, files and draft. The text lives in the DOM, which keeps what was typed before hydration. */
export function useComposer({ draftKey, model, disabled, onSend }: ComposerOptions): ComposerState {
  const t = useTranslations();
  const pending = getPendingFiles(draftKey);
  const files = useSyncExternalStore(pending.subscribe, pending.getFiles, pending.getFiles);
  const warnings = useAttachmentWarnings(files, model);
  const { field, length, setText, clear } = useDraft(draftKey);

  const attachText = (text: string) =>
    pending.add([new File([text], t.composer.pastedFile, { type: 'text/plain' })]);

  const isReading = files.some(({ state }) => state === 'reading' || state === 'unread');
  const hasContent = length > 0 || files.some(({ state }) => state === 'ready');
  const tooLarge = warnings.some(({ code }) => code === 'too-large');
  const canSend = hasContent && !isReading && !tooLarge && !disabled;

  return {
    field,
    length,
    files,
    pending,
    warnings,
    canSend,
    setText,
    attachText,
    appendText(text) {
      const before = field.current?.value ?? '';
      setText(before === '' || /\s$/.test(before) ? before + text : `${before} ${text}`);
    },
    moveTextToFile() {
      attachText(field.current?.value ?? '');
      setText('');
      field.current?.focus();
    },
    send() {
      if (!canSend) return;
      const text = field.current?.value.trim();
      const parts: ChatMessage['parts'] = pending.take();
      if (text) parts.push({ type: 'text', text });
      clear();
      void nextTask().then(() => onSend(parts)); // the field is rendered first
    },
  };
}

/** Restores a chat's draft into the field and saves each change of it. */
function useDraft(draftKey: DraftKey) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [length, setLength] = useState(0);

  const measure = useCallback((current: HTMLTextAreaElement) => {
    setLength(current.value.trim().length);
    updateTextDirection(current);
  }, []);
  const setText = (text: string) => {
    if (field.current === null) return;
    field.current.value = text;
    measure(field.current);
    drafts.write(draftKey, text);
  };
  const clear = () => {
    setText('');
    drafts.clear(draftKey);
  };

  useEffect(() => drafts.flushOnHide(), []);
  useEffect(() => {
    const { current } = field;
    if (current === null) return;
    // Text that was typed before hydration is newer than any draft.
    if (current.value === '') current.value = drafts.read(draftKey);
    measure(current);
    if (matchMedia('(hover: hover)').matches) current.focus({ preventScroll: true });
  }, [draftKey, measure]);
  return { field, length, setText, clear };
}
