'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { Complaint } from './complaints.ts';
import type { PendingFile } from './pending-files.ts';

const NONE: readonly Complaint[] = [];

/** What stands in the way of the files, before they are sent. Asked only once there are files. */
export function useComplaints(
  files: readonly PendingFile[],
  model: ModelInfo | undefined,
): readonly Complaint[] {
  const [complaints, setComplaints] = useState(NONE);
  useEffect(() => {
    let outdated = false;
    const parts = files.flatMap((file) => (file.state === 'ready' ? [file.part] : []));
    if (parts.length === 0) {
      setComplaints(NONE);
      return;
    }
    void import('./complaints.ts').then(({ complaintsAbout, complaintsAboutSize }) => {
      if (outdated) return;
      const question: ChatMessage = { id: '', role: 'user', parts };
      setComplaints([...(model ? complaintsAbout(model, parts) : []), ...complaintsAboutSize(question)]);
    });
    return () => {
      outdated = true;
    };
  }, [files, model]);
  return complaints;
}
