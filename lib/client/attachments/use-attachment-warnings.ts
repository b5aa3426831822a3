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

/** What stands in the way of the files, before they are sent. Asked only once there are files. */
export function useAttachmentWarnings(
  files: readonly PendingFile[],
  model: ModelInfo | undefined,
): readonly AttachmentWarning[] {
  // While this code is missing there are no warnings; the server still refuses what it cannot accept.
  const { value: code } = useLazyValue(attachmentsCode, files.length > 0);
  return useMemo(() => {
    const parts = files.flatMap((file) => (file.state === 'ready' ? [file.part] : []));
    if (code === undefined || parts.length === 0) return NONE;
    const question: ChatMessage = { id: '', role: 'user', parts };
    return [...(model ? code.findModelWarnings(model, parts) : []), ...code.findSizeWarnings(question)];
  }, [code, files, model]);
}
