import { useEffect, useRef, useState } from 'react';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

/** Tells a screen reader that an answer began or ended, and never reads out each word. */
export function Announcer({ messages, running }: { messages: readonly ChatMessage[]; running: boolean }) {
  const texts = useMessages();
  const [announcement, setAnnouncement] = useState('');
  const wasRunning = useRef(false);
  const last = messages.at(-1);
  const begun = running && last?.role === 'assistant';
  const outcome = last?.metadata?.outcome;

  useEffect(() => {
    if (begun) {
      wasRunning.current = true;
      setAnnouncement(texts.announceStarted);
    } else if (!running && wasRunning.current) {
      wasRunning.current = false;
      setAnnouncement(texts[ENDINGS[outcome ?? 'interrupted']]);
    }
  }, [begun, running, outcome, texts]);

  return (
    <p className="sr-only" aria-live="polite">
      {announcement}
    </p>
  );
}

const ENDINGS = {
  complete: 'announceComplete',
  length: 'announceComplete',
  'content-filter': 'announceComplete',
  'awaiting-approval': 'awaitingApproval',
  stopped: 'announceStopped',
  interrupted: 'announceFailed',
  failed: 'announceFailed',
} as const satisfies Record<Outcome, string>;
