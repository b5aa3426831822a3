'use client';

import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { loadHistory } from '#lib/client/load-history.ts';
import { loadMarkdown } from '#lib/client/load-markdown.ts';
import { useCurrentChat } from '#lib/client/shell/current-chat.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import { useFollowBottom } from '#lib/client/use-follow-bottom.ts';
import { useMessageHash } from '#lib/client/use-message-hash.ts';
import type { Models } from '#lib/client/use-models.ts';
import { useQuestionQueue } from '#lib/client/use-question-queue.ts';
import { useRunnelChat } from '#lib/client/use-runnel-chat.ts';
import { whenIdle } from '#lib/client/when-idle.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { Header } from './header.tsx';
import { ModelNotice } from './model-notice.tsx';
import { type Talk, TalkProvider } from './talk/talk-context.ts';
import { ToLatest } from './talk/to-latest.tsx';
import { loadToolCall } from './tool-call-later.tsx';

/** Needed with the first message, so they are fetched as soon as the page is alive. */
const loadTranscript = () => import('./transcript.tsx');
const loadRunLine = () => import('./run-line.tsx');
const Transcript = lazy(async () => ({ default: (await loadTranscript()).Transcript }));
const RunLine = lazy(async () => ({ default: (await loadRunLine()).RunLine }));
const QueuedQuestions = lazy(async () => ({
  default: (await import('./talk/queued-questions.tsx')).QueuedQuestions,
}));

const RunElsewhere = lazy(async () => ({
  default: (await import('./talk/run-elsewhere.tsx')).RunElsewhere,
}));
// A stored chat shows nothing without these: they are fetched beside the page's own start, not after it.
if (typeof location !== 'undefined' && location.pathname.startsWith('/chats/')) {
  void loadTranscript();
  void loadHistory();
  void loadMarkdown();
}
const loadChatTitle = () => import('./chat-title.tsx').then((module) => module.ChatTitle);
const loadUnknownChat = () => import('./unknown-chat.tsx').then((module) => module.UnknownChat);

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
  const texts = useMessages();
  const chat = useRunnelChat(chatId, stored);
  const { actions, messages } = chat;
  const { chosen } = models;
  const content = useRef<HTMLDivElement>(null);
  const running = chat.status === 'submitted' || chat.status === 'streaming';
  const UnknownChat = useLazy(loadUnknownChat, chat.unknown);
  useCurrentChat({ messages, running, stop: actions.stop });
  const { away, news, follow, stay } = useFollowBottom(content, running);
  const [editing, setEditing] = useState<string>();
  const [begunHere, setBegunHere] = useState(false);
  const ChatTitle = useLazy(loadChatTitle, messages.length > 0);

  useEffect(() => {
    void loadTranscript();
    void loadRunLine();
  }, []);
  useEffect(() => whenIdle(() => void loadToolCall()), []);

  const find = useCallback((messageId: string) => void actions.switchTo(messageId), [actions]);
  useMessageHash(messages, { find, onArrival: stay });

  // Its words would be gone if another tab could take the question from under them.
  useEffect(() => actions.hold(editing !== undefined), [actions, editing]);

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
  const queue = useQuestionQueue(chatId, { running, stopping: chat.stopping, endedWell }, send);

  const talk = useMemo(
    (): Talk => ({
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
          {chat.status === 'opening' && (
            <p className="m-auto text-sm text-muted" role="status">
              {texts.opening}
            </p>
          )}
          {!empty && <h1 className="sr-only">{texts.chat}</h1>}
          {chat.unknown && UnknownChat && <UnknownChat onNewChat={onNewChat} />}
          <TalkProvider value={talk}>
            <Suspense>
              <Transcript
                messages={messages}
                versions={chat.versions}
                running={running && !chat.elsewhere}
                busy={running}
                editing={editing}
                onRetry={() => actions.retry(chosen)}
                onContinue={() => void actions.continue(chosen)}
                onConsent={(toolCallId, consent) => void actions.answerCall(toolCallId, consent)}
              />
            </Suspense>
          </TalkProvider>
        </div>
        <div className="sticky bottom-0 -mx-4 bg-linear-to-t from-page from-85% to-transparent px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
          {away && <ToLatest news={news} onClick={follow} />}
          <Suspense>{chat.elsewhere && <RunElsewhere onShow={actions.showRun} />}</Suspense>
          <div className="min-h-7">
            <Suspense>
              {chat.run && <RunLine run={chat.run} stopping={chat.stopping} onStop={actions.stop} />}
            </Suspense>
          </div>
          {queue.waiting.length > 0 && (
            <Suspense>
              <QueuedQuestions queue={queue} />
            </Suspense>
          )}
          <Composer
            draftKey={stored || !empty ? (chatId ?? 'new') : 'new'}
            running={running}
            stopping={chat.stopping}
            disabled={chat.status === 'opening'}
            model={models.catalogue?.models.find(({ id }) => id === chosen)}
            onSend={running ? queue.add : send}
            onStop={actions.stop}
            onEditLast={editLast}
          />
          <ModelNotice models={models} unsaved={chat.unsaved} />
        </div>
      </main>
      {ChatTitle && chatId && <ChatTitle {...{ chatId, messages, models, begunHere }} />}
      <Announcer messages={messages} running={running} run={chat.run} />
    </div>
  );
}
