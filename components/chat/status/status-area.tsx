import { useCallback, useEffect, useRef } from 'react';
import { ChosenModelsNotice } from '#components/compare/chosen-models-notice.tsx';
import { comparisonParts } from '#components/compare/lazy-comparison.ts';
import { prefetchToolbar } from '#components/message/footer/message-footer.tsx';
import { LazyPart } from '#components/ui/lazy-part.tsx';
import { keepScreenOn } from '#lib/client/attention/wake-lock.ts';
import { useCollection } from '#lib/client/collection/use-collection.ts';
import { formatNumber } from '#lib/client/platform/format-number.ts';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { warmUpMarkdown } from '#lib/client/reading/warm-up-markdown.ts';
import { extendWait } from '#lib/client/run/wait-extension.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { BottomFollower } from '../bottom-follower.tsx';
import { ChatTitle } from '../chat-title.tsx';
import { ConversationSample } from '../conversation-sample.tsx';
import type { ChatController, ChatControllerOptions } from '../use-chat-controller.ts';
import { WaitingQuestions } from '../waiting-questions.tsx';
import { Announcer } from './announcer.tsx';
import { BufferingNotice } from './buffering-notice.tsx';
import { HiddenRunNotice } from './hidden-run-notice.tsx';
import { LiveFigures } from './live-figures.tsx';
import { StatusLine } from './status-line.tsx';

type StatusAreaProps = Pick<ChatControllerOptions, 'chatId' | 'models'> & { controller: ChatController };

/** The space above the composer: the status line, notices about the run, and the questions that wait. */
export function StatusArea({ controller, chatId, models }: StatusAreaProps) {
  const { chat, running, empty, startedHere, content, scroll, early, send } = controller;
  const { actions, messages, run, stopping, recovering, comparing, comparison } = chat;
  const endedWell = messages.at(-1)?.metadata?.outcome === 'complete';
  useCollection(chatId, running);
  // An empty chat is read from its top, also on a screen that is too small for it, or after a chat that was scrolled.
  useEffect(() => {
    if (empty) scrollTo({ top: 0, behavior: 'instant' });
  }, [empty]);
  useEffect(() => (running ? keepScreenOn() : undefined), [running]);
  useEffect(() => whenIdle(prefetchToolbar), []);
  const { markdown } = useDeferredTranslations();
  useEffect(() => (running ? undefined : warmUpMarkdown(markdown)), [running, markdown]);
  const language = LANGUAGE_TAGS[useLocale()];
  useEffect(() => whenIdle(() => formatNumber(language, 0)), [language]); // the live figures need it while text arrives
  const getAnswer = useLatestAnswer(messages, run?.runId);
  return (
    <>
      {/* Compared answers are read from their top, side by side. */}
      <BottomFollower {...{ content, running }} empty={empty || comparing} control={scroll} />
      <div role="status">
        {chat.runHidden && <HiddenRunNotice onShow={actions.showRun} />}
        <BufferingNotice />
      </div>
      <div className="flex min-h-7 items-start">
        {comparison && (
          <LazyPart part={comparisonParts}>
            {({ ComparisonStatus }) => (
              <ComparisonStatus
                {...{ chatId, comparison, models }}
                hidden={comparison.questionId !== messages.at(-1)?.id}
              />
            )}
          </LazyPart>
        )}
        {run && (
          <>
            <StatusLine
              {...{ run, stopping }}
              onKeepWaiting={async (signal) =>
                chatId !== undefined && run.runId !== undefined && extendWait(chatId, run.runId, signal)
              }
              onStop={actions.stop}
            />
            <LiveFigures
              key={run.runId}
              phase={stopping ? 'waiting' : run.phase.name}
              since={run.since}
              isConnected={run.connectionLostAt === undefined}
              isAttached={recovering}
              getAnswer={getAnswer}
            />
          </>
        )}
      </div>
      {chatId && (
        <>
          <WaitingQuestions
            {...{ chatId, early, send, comparing }}
            run={{ running: running || comparing, stopping, recovering, endedWell }}
          />
          <ChosenModelsNotice {...{ chatId, models }} />
        </>
      )}
      {empty && <ConversationSample />}
      {!empty && chatId && <ChatTitle {...{ chatId, messages, running, models, startedHere }} />}
      <Announcer messages={messages} running={running} run={run} />
    </>
  );
}

/** Returns a function that reads the answer of a run as it is when called; undefined while another branch is shown. */
function useLatestAnswer(messages: readonly ChatMessage[], runId: string | undefined) {
  const latest = useRef(messages);
  useEffect(() => {
    latest.current = messages;
  }, [messages]);
  return useCallback(() => {
    const answer = latest.current.at(-1);
    return runId !== undefined && answer?.metadata?.runId === runId ? answer : undefined;
  }, [runId]);
}
