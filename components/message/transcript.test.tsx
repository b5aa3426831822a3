// @vitest-environment happy-dom
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { English } from '#lib/i18n/en/english.tsx';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { MessageActionsProvider, NO_ACTIONS } from './message-actions-context.ts';
import { Transcript } from './transcript.tsx';
import './footer/message-toolbar.tsx'; // so that no test waits for this to be loaded

const ignore = () => undefined;

let root: Root;
beforeEach(() => {
  document.body.innerHTML = '<main></main>';
  root = createRoot(document.querySelector('main') as HTMLElement);
});
afterEach(() => root.unmount());

const question = (id: string): ChatMessage => ({ id, role: 'user', parts: [{ type: 'text', text: 'So?' }] });
const answer = (id: string, outcome: Outcome): ChatMessage => ({
  id,
  role: 'assistant',
  parts: [{ type: 'text', text: 'So.' }],
  metadata: { runId: 'r', model: 'm', startedAt: 1, outcome },
});

/** Shows two questions with their answers. */
function show(outcome: Outcome): void {
  const messages = [question('q1'), answer('a1', 'complete'), question('q2'), answer('a2', outcome)];
  flushSync(() =>
    root.render(
      <English>
        <MessageActionsProvider value={NO_ACTIONS}>
          <Transcript
            messages={messages}
            versions={new Map()}
            running={false}
            busy={false}
            editing={undefined}
            onRetry={ignore}
            onContinue={ignore}
            onConsent={ignore}
            onFind={ignore}
            onFound={ignore}
          />
        </MessageActionsProvider>
      </English>,
    ),
  );
}

/** The labels of the buttons of each message that can be pressed. */
const offered = () =>
  Array.from(document.querySelectorAll('[role=listitem]'), (item) =>
    Array.from(item.querySelectorAll('button')).flatMap((button) =>
      button.disabled ? [] : (button.getAttribute('aria-label') ?? []),
    ),
  );

test('nothing is offered below an answer that waits for an approval and its question, and nothing else that would drop the call', async () => {
  show('awaiting-approval');
  await vi.waitFor(() => expect(offered()).toEqual([['Copy', 'More'], ['Copy', 'More'], [], []]));
  show('complete');
  await vi.waitFor(() =>
    expect(offered()).toEqual([
      ['Copy', 'Edit', 'More'],
      ['Copy', 'Regenerate', 'More'],
      ['Copy', 'Edit', 'More'],
      ['Copy', 'Regenerate', 'More'],
    ]),
  );
});
