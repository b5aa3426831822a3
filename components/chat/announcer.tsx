import { useEffect, useRef, useState } from 'react';
import type { RunStatus } from '#lib/client/run/run-status.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

type AnnouncerProps = { messages: readonly ChatMessage[]; running: boolean; run: RunStatus | undefined };

/** Announces to screen readers when an answer starts, ends or is delayed. It does not read out the answer itself. */
export function Announcer({ messages, running, run }: AnnouncerProps) {
  const texts = useTranslations();
  const [announcement, setAnnouncement] = useState('');
  const wasRunning = useRef(false);
  const last = messages.at(-1);
  const begun = running && last?.role === 'assistant';
  const delay =
    run?.connectionLostAt !== undefined ? 'connection' : run?.phase.name === 'retrying' ? 'retry' : undefined;
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

  useEffect(() => {
    if (delay) setAnnouncement(delay === 'connection' ? texts.announceReconnecting : texts.announceRetrying);
  }, [delay, texts]);

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
  'awaiting-approval': 'announceApproval',
  stopped: 'announceStopped',
  interrupted: 'announceFailed',
  failed: 'announceFailed',
} as const satisfies Record<Outcome, string>;
