import { useEffect, useRef, useState } from 'react';
import { useRunEnd } from '#lib/client/attention/use-run-end.ts';
import type { RunStatus } from '#lib/client/run/run-status.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

type AnnouncerProps = { messages: readonly ChatMessage[]; running: boolean; run: RunStatus | undefined };

/**
 * Announces to screen readers when an answer starts, is delayed or ends. It does not read out the answer itself.
 * docs/screen-readers.md lists what is heard when.
 */
export function Announcer({ messages, running, run }: AnnouncerProps) {
  const { announcements, goesOn } = useRunTranslations();
  const [announcement, setAnnouncement] = useState('');
  const last = messages.at(-1);
  const begun = running && last?.role === 'assistant';
  const delay =
    run?.connectionLostAt !== undefined ? 'connection' : run?.phase.name === 'retrying' ? 'retry' : undefined;

  useEffect(() => {
    if (begun) setAnnouncement(announcements.started);
  }, [begun, announcements]);
  useRunEnd({ messages, running }, (end) => setAnnouncement(announcements[end]));

  const after = run?.after;
  useEffect(() => {
    if (after) setAnnouncement(goesOn(after));
  }, [after, goesOn]);

  const wasLost = useRef(false);
  useEffect(() => {
    if (delay) setAnnouncement(delay === 'connection' ? announcements.reconnecting : announcements.retrying);
    else if (wasLost.current && running) setAnnouncement(announcements.reconnected);
    wasLost.current = delay === 'connection';
  }, [delay, running, announcements]);

  return (
    <p className="sr-only" aria-live="polite">
      {announcement}
    </p>
  );
}
