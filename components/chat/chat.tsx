'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useChatSession } from '#lib/client/chat/use-chat-session.ts';
import { useQuestionQueue } from '#lib/client/chat/use-question-queue.ts';
import { historyCode } from '#lib/client/history/load-history.ts';
import { loadMarkdown } from '#lib/client/reading/load-markdown.ts';
import { useFollowBottom } from '#lib/client/reading/use-follow-bottom.ts';
import { useCurrentChat } from '#lib/client/shell/current-chat.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { Composer } from '../composer/composer.tsx';
import { Header } from '../header/header.tsx';
import { ModelNotice } from '../header/model-notice.tsx';
import { type MessageActions, MessageActionsProvider } from '../message/message-actions-context.ts';
import { LazyPart, LoadFailure } from '../ui/lazy-part.tsx';
import { PlainMessages } from '../ui/plain-messages.tsx';
import { EmptyChat } from './empty-chat.tsx';

/** Needed with the first message. Rendering its place above the composer loads it as soon as the page is hydrated. */
const conversation = lazyValue(() => import('./conversation.ts'));
const unknownChat = lazyValue(() => import('./unknown-chat.tsx').then((module) => module.UnknownChat));
// A stored chat shows nothing without these: they are fetched beside the page's own start, not after it.
if (typeof location !== 'undefined' && location.pathname.startsWith('/chats/')) {
  conversation.prefetch();
  historyCode.prefetch();
  void loadMarkdown();
}

/** Reserves the height of the status line, so that nothing moves when it appears. */
const LINE = <div className="min-h-7" />;

type ChatProps = {
  /** Undefined while the page is prerendered and its address is not known. */
  chatId: ChatId | undefined;
  /** Whether the chat is in this browser's history; otherwise it is new. */
  stored: boolean;
  models: Models;
  onFirstMessage(): void;
  onNewChat(): void;
};

/** A chat: what was said, and where to say more. */
export function Chat({ chatId, stored, models, onFirstMessage, onNewChat }: ChatProps) {
  const texts = useTranslations();
  const chat = useChatSession(chatId, stored);
  const { actions, messages, run } = chat;
  const { chosen } = models;
  const content = useRef<HTMLDivElement>(null);
  const running = chat.status === 'submitted' || chat.status === 'streaming';
  const history = useLazyValue(historyCode, false);
  useCurrentChat({ messages, running, stop: actions.stop });
  const { away, news, follow, stay } = useFollowBottom(content, running);
  const [editing, setEditing] = useState<string>();
  const [begunHere, setBegunHere] = useState(false);

  const find = useCallback((messageId: string) => void actions.switchTo(messageId), [actions]);

  // Its words would be gone if another tab could take the question from under them.
  useEffect(() => actions.pinBranch(editing !== undefined), [actions, editing]);

  // What is given to the parts of the page stays the same while an answer is written: a frame renders the words alone.
  const empty = messages.length === 0;
  const send = useCallback(
    (parts: ChatMessage['parts']): boolean => {
      if (empty) {
        onFirstMessage();
        setBegunHere(true);
      }
      if (!actions.send(parts, chosen)) return false;
      follow();
      return true;
    },
    [empty, onFirstMessage, actions, chosen, follow],
  );
  const lastQuestion = messages.findLast(({ role }) => role === 'user')?.id;
  const editLast = useCallback(() => setEditing(lastQuestion), [lastQuestion]);
  const endedWell = messages.at(-1)?.metadata?.outcome === 'complete';
  const waiting = useQuestionQueue(chatId, { running, stopping: chat.stopping, endedWell }, send);

  const messageActions = useMemo(
    (): MessageActions => ({
      chatId,
      models: models.catalogue?.models ?? [],
      chosen,
      beginEdit: setEditing,
      edit: (messageId, parts) => {
        if (actions.edit(messageId, parts, chosen)) follow();
      },
      regenerate: (messageId, model = chosen) => {
        if (actions.regenerate(messageId, model)) follow();
      },
      switchTo: (messageId) => void actions.switchTo(messageId),
    }),
    [models.catalogue, chosen, actions, chatId, follow],
  );

  return (
    <div className="flex min-h-dvh flex-col">
      <Header models={models} onNewChat={onNewChat} />
      <main className="mx-auto flex w-full max-w-reading flex-1 flex-col px-4 sm:px-6">
        <div ref={content} className="flex flex-1 flex-col pb-6">
          {empty && chat.status === 'ready' && !chat.unknown && (
            <EmptyChat onPrompt={(text) => send([{ type: 'text', text }])} />
          )}
          {chat.status === 'opening' &&
            (history.failed ? (
              <LoadFailure retrying={history.retrying} className="m-auto" />
            ) : (
              <p className="m-auto text-sm text-muted" role="status">
                {texts.opening}
              </p>
            ))}
          {!empty && <h1 className="sr-only">{texts.chat}</h1>}
          {chat.unknown && (
            <LazyPart part={unknownChat} className="m-auto">
              {(UnknownChat) => <UnknownChat onNewChat={onNewChat} />}
            </LazyPart>
          )}
          <MessageActionsProvider value={messageActions}>
            {!empty && (
              <LazyPart part={conversation} instead={<PlainMessages messages={messages} />}>
                {({ Transcript }) => (
                  <Transcript
                    messages={messages}
                    versions={chat.versions}
                    running={running && !chat.runHidden}
                    busy={running}
                    editing={editing}
                    onRetry={() => actions.retry(chosen)}
                    onContinue={() => void actions.continue(chosen)}
                    onConsent={(toolCallId, consent) => void actions.answerCall(toolCallId, consent)}
                    onFind={find}
                    onFound={stay}
                  />
                )}
              </LazyPart>
            )}
          </MessageActionsProvider>
        </div>
        <div className="sticky bottom-0 -mx-4 bg-linear-to-t from-page from-85% to-transparent px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
          <LazyPart
            part={conversation}
            fallback={LINE}
            instead={
              <>
                {LINE}
                <PlainMessages messages={waiting.questions} />
              </>
            }
            quiet
          >
            {({ Announcer, ChatTitle, QueuedQuestions, HiddenRunNotice, StatusLine, JumpToLatest }) => (
              <>
                {away && <JumpToLatest news={news} onClick={follow} />}
                {chat.runHidden && <HiddenRunNotice onShow={actions.showRun} />}
                <div className="min-h-7">
                  {run && <StatusLine run={run} stopping={chat.stopping} onStop={actions.stop} />}
                </div>
                {waiting.questions.length > 0 && <QueuedQuestions {...waiting} />}
                {!empty && chatId && <ChatTitle {...{ chatId, messages, models, begunHere }} />}
                <Announcer messages={messages} running={running} run={run} />
              </>
            )}
          </LazyPart>
          <Composer
            draftKey={stored || !empty ? (chatId ?? 'new') : 'new'}
            running={running}
            stopping={chat.stopping}
            disabled={chat.status === 'opening'}
            model={models.catalogue?.models.find(({ id }) => id === chosen)}
            onSend={running ? waiting.queue.add : send}
            onStop={actions.stop}
            onEditLast={editLast}
          />
          <ModelNotice models={models} unsaved={chat.unsaved} />
        </div>
      </main>
    </div>
  );
}
