'use client';
import 'client-only';
import { useMemo } from 'react';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { AttachmentWarning } from './attachment-warnings.ts';
import { attachmentsCode } from './attachments-code.ts';
import type { PendingFile } from './pending-files.ts';

const NONE: readonly AttachmentWarning[] = [];

/** Returns the reasons why the attached files cannot be sent. */
export function useAttachmentWarnings(
  files: readonly PendingFile[],
  model: ModelInfo | undefined,
): readonly AttachmentWarning[] {
  // No warnings while the code is missing. The server still rejects what it cannot accept.
  const { value: code } = useLazyValue(attachmentsCode, files.length > 0);
  return useMemo(() => {
    const parts = files.flatMap((file) => (file.state === 'ready' ? [file.part] : []));
    if (code === undefined || parts.length === 0) return NONE;
    const question: ChatMessage = { id: '', role: 'user', parts };
    return [...(model ? code.findModelWarnings(model, parts) : []), ...code.findSizeWarnings(question)];
  }, [code, files, model]);
}
