import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { buildBrowserToolStatus } from '#lib/client/run/run-status.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { MessageActionsProvider, NO_ACTIONS } from '../message/message-actions-context.ts';
import { Transcript } from '../message/transcript.tsx';
import { StatusLine } from './status/status-line.tsx';

const ignore = () => undefined;
const MESSAGES: readonly ChatMessage[] = [
  { id: 'sample-question', role: 'user', parts: [{ type: 'text', text: 'a' }] },
  { id: 'sample-answer', role: 'assistant', parts: [] },
];
const NO_VERSIONS = new Map();

/** Once on a page. */
let wasRendered = false;

/**
 * A question and the beginning of its answer, out of sight, while an empty page is idle: what the first question shows is then compiled and
 * styled for the first time before it is sent. Removed in the task that has rendered it, so that nothing else finds it in the page.
 */
export function ConversationSample() {
  const host = useRef<HTMLDivElement>(null);
  const [isRendered, setIsRendered] = useState(false);
  useEffect(() => {
    let isUnmounted = false;
    whenIdle(() => {
      if (isUnmounted || wasRendered) return;
      wasRendered = true;
      flushSync(() => setIsRendered(true));
      void host.current?.offsetHeight;
      flushSync(() => setIsRendered(false));
    });
    return () => {
      isUnmounted = true;
    };
  }, []);
  if (!isRendered) return null;
  return (
    <div ref={host} className="invisible fixed w-80" inert>
      <MessageActionsProvider value={NO_ACTIONS}>
        <Transcript
          messages={MESSAGES}
          versions={NO_VERSIONS}
          editing={undefined}
          running
          busy
          onRetry={ignore}
          onContinue={ignore}
          onConsent={ignore}
          onFind={ignore}
          onFound={ignore}
        />
      </MessageActionsProvider>
      <StatusLine run={buildBrowserToolStatus([])} stopping={false} />
    </div>
  );
}
