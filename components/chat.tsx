'use client';

import { ArrowDown } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useCurrentChat } from '#lib/client/shell/current-chat.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import { useFollowBottom } from '#lib/client/use-follow-bottom.ts';
import type { Models } from '#lib/client/use-models.ts';
import { useRunnelChat } from '#lib/client/use-runnel-chat.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { Header } from './header.tsx';
import { ModelNotice } from './model-notice.tsx';
import { RunLine } from './run-line.tsx';

/** Needed with the first message, so it is fetched as soon as the page is alive. */
const loadTranscript = () => import('./transcript.tsx');
const Transcript = lazy(async () => ({ default: (await loadTranscript()).Transcript }));
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
  const content = useRef<HTMLDivElement>(null);
  const running = chat.status === 'submitted' || chat.status === 'streaming';
  const UnknownChat = useLazy(loadUnknownChat, chat.unknown);
  useCurrentChat({ messages: chat.messages, running, stop: chat.stop });
  const { away, follow } = useFollowBottom(content, running);
  const title = chat.messages
    .find((message) => message.role === 'user')
    ?.parts.find((part) => part.type === 'text')?.text;

  useEffect(() => void loadTranscript(), []);

  useEffect(() => {
    document.title = title ? `${title.slice(0, 60)} · ${texts.name}` : texts.title;
  }, [title, texts]);

  const send = (text: string) => {
    if (chat.messages.length === 0) onFirstMessage();
    chat.send(text, models.chosen);
    follow();
  };

  return (
    <div className="flex min-h-dvh flex-col">
      <Header models={models} onNewChat={onNewChat} />
      <main className="mx-auto flex w-full max-w-reading flex-1 flex-col px-4 sm:px-6">
        <div ref={content} className="flex flex-1 flex-col pb-6">
          {chat.messages.length === 0 && chat.status === 'ready' && !chat.unknown && (
            <EmptyChat onPrompt={send} />
          )}
          {chat.status === 'opening' && (
            <p className="m-auto text-sm text-muted" role="status">
              {texts.opening}
            </p>
          )}
          {chat.messages.length > 0 && <h1 className="sr-only">{texts.chat}</h1>}
          {chat.unknown && UnknownChat && <UnknownChat onNewChat={onNewChat} />}
          <Suspense>
            <Transcript
              messages={chat.messages}
              running={running}
              onRetry={() => chat.retry(models.chosen)}
              onContinue={() => void chat.continue(models.chosen)}
            />
          </Suspense>
        </div>
        <div className="sticky bottom-0 -mx-4 bg-linear-to-t from-page from-85% to-transparent px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
          {away && (
            <button
              type="button"
              onClick={follow}
              aria-label={texts.toLatest}
              title={texts.toLatest}
              className="absolute -top-6 left-1/2 grid size-9 -translate-x-1/2 place-items-center rounded-full border border-line bg-raised text-muted shadow-sm transition-colors duration-150 hover:text-ink"
            >
              <ArrowDown className="size-4" aria-hidden />
            </button>
          )}
          <RunLine run={chat.run} stopping={chat.stopping} onStop={chat.stop} />
          <Composer
            running={running}
            stopping={chat.stopping}
            disabled={chat.status === 'opening'}
            onSend={send}
            onStop={chat.stop}
          />
          <ModelNotice models={models} unsaved={chat.unsaved} />
        </div>
      </main>
      <Announcer messages={chat.messages} running={running} run={chat.run} />
    </div>
  );
}
