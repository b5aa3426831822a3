'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { StatusLine } from '#components/chat/status/status-line.tsx';
import { Message } from '#components/message/message.tsx';
import { MessageActionsProvider, NO_ACTIONS } from '#components/message/message-actions-context.ts';
import { ToolCall } from '#components/tool-call/tool-call.tsx';
import { ToolCalls } from '#components/tool-call/tool-calls.tsx';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';
import { NoticeStates } from './notice-states.tsx';
import { eventsUntil, toAnswer, toCall } from './played-events.ts';
import { callStates, statusStates } from './run-states.ts';
import type { PlayedRuns } from './scripted-runs.ts';
import { Section, State } from './section.tsx';

const ignore = () => undefined;
const QUESTION: ChatMessage = {
  id: 'question',
  role: 'user',
  parts: [{ type: 'text', text: 'Where does a river begin?' }],
};

/** Every state of a message, tool card, status line and notice, built by the page's own code from scripted runs. */
export function StatesPage({ runs }: { runs: PlayedRuns }) {
  const mounted = useSyncExternalStore(
    () => ignore,
    () => true,
    () => false,
  );
  if (!mounted) return null; // The states hold times of this browser, which the server does not know.
  const calls = callStates(runs);
  return (
    <MessageActionsProvider value={NO_ACTIONS}>
      <main className="mx-auto flex max-w-[88rem] flex-col gap-12 p-6">
        <Section title="Status line">
          {Object.entries(statusStates(runs)).map(([name, status]) => (
            <State key={name} name={name}>
              <StatusLine
                run={status}
                stopping={name === 'stopping'}
                onKeepWaiting={async () => true}
                onStop={ignore}
              />
            </State>
          ))}
        </Section>
        <Section title="Questions">
          <State name="sent">{messageOf(QUESTION)}</State>
          <State name="unanswered">
            <Message message={QUESTION} streaming={false} editing={false} onRetry={ignore} />
          </State>
          <State name="editing">
            <Message message={QUESTION} streaming={false} editing />
          </State>
        </Section>
        <Section title="Streaming answers">
          <State name="reasoning">
            {streamingOf(eventsUntil(runs.outcomes.complete, 'reasoning-delta'))}
          </State>
          <State name="text">{streamingOf(eventsUntil(runs.outcomes.complete, 'text-delta'))}</State>
          <State name="tool input">
            {streamingOf(eventsUntil(runs.toolCalls.calculation, 'tool-input-delta'))}
          </State>
        </Section>
        <Section title="Outcomes">{answersOf(runs.outcomes)}</Section>
        <Section title="Errors">{answersOf(runs.errors)}</Section>
        <Section title="Tool cards">
          {Object.entries(calls).map(([name, { call, run }]) => (
            <State key={name} name={name}>
              <ToolCall call={call} run={run} onConsent={ignore} />
            </State>
          ))}
          <State name="chart">
            <ToolCall call={toCall(runs.toolCalls.chart)} run="over" />
          </State>
          <State name="program in the browser">
            <ToolCall call={toCall(runs.toolCalls.program)} run="waiting" />
          </State>
          <State name="several that have ended">
            <ToolCalls
              calls={[calls.done.call, calls.failed.call, calls.denied.call, calls.stopped.call]}
              run="over"
            />
          </State>
        </Section>
        <NoticeStates />
      </main>
    </MessageActionsProvider>
  );
}

function answersOf(runs: Record<string, RunEvent[]>): ReactNode {
  return Object.entries(runs).map(([name, events]) => (
    <State key={name} name={name}>
      {messageOf(toAnswer(events))}
    </State>
  ));
}

function messageOf(message: ChatMessage): ReactNode {
  const answer =
    message.role === 'assistant' ? { onRetry: ignore, onContinue: ignore, onConsent: ignore } : {};
  return <Message message={message} streaming={false} editing={false} {...answer} />;
}

function streamingOf(events: RunEvent[]): ReactNode {
  return <Message message={toAnswer(events)} streaming editing={false} />;
}
