import { useEffect, useRef, useState } from 'react';
import type { RunStatus } from '#lib/client/run/run-status.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

type AnnouncerProps = { messages: readonly ChatMessage[]; running: boolean; run: RunStatus | undefined };

/** Announces to screen readers when an answer starts, ends or is delayed. It does not read out the answer itself. */
export function Announcer({ messages, running, run }: AnnouncerProps) {
  const { announcements } = useRunTranslations();
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
      setAnnouncement(announcements.started);
    } else if (!running && wasRunning.current) {
      wasRunning.current = false;
      setAnnouncement(announcements[ENDINGS[outcome ?? 'interrupted']]);
    }
  }, [begun, running, outcome, announcements]);

  useEffect(() => {
    if (delay) setAnnouncement(delay === 'connection' ? announcements.reconnecting : announcements.retrying);
  }, [delay, announcements]);

  return (
    <p className="sr-only" aria-live="polite">
      {announcement}
    </p>
  );
}

const ENDINGS = {
  complete: 'complete',
  length: 'complete',
  'content-filter': 'complete',
  'awaiting-approval': 'approval',
  stopped: 'stopped',
  interrupted: 'failed',
  failed: 'failed',
} as const satisfies Record<Outcome, string>;
