'use client';

import { useMemo } from 'react';
import { historyCode } from '#lib/client/history/load-history.ts';
import { loadMarkdown } from '#lib/client/reading/load-markdown.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { Composer } from '../composer/composer.tsx';
import { StarterPrompts } from '../composer/starter-prompts.tsx';
import { Header } from '../header/header.tsx';
import { ModelNotice } from '../header/model-notice.tsx';
import { LazyPart, LoadFailure } from '../ui/lazy-part.tsx';
import { PlainMessages } from '../ui/plain-messages.tsx';
import { Greeting } from './empty-chat.tsx';
import { type ChatControllerOptions, useChatController } from './use-chat-controller.ts';

/** Needed with the first message. The status area loads it as soon as the page is hydrated. */
const conversation = lazyValue(() => import('./conversation.ts'));
const unknownChat = lazyValue(() => import('./unknown-chat.tsx').then((module) => module.UnknownChat));
// A stored chat shows nothing without these, so they load in parallel with the page's own code.
if (typeof location !== 'undefined' && location.pathname.startsWith('/chats/')) {
  conversation.prefetch();
  historyCode.prefetch();
  void loadMarkdown();
}

/** Reserves the height of the status line, so that nothing moves when it appears. */
const STATUS_LINE_SPACE = <div className="min-h-7" />;

const SAFE_BOTTOM = 'pb-[max(1rem,env(safe-area-inset-bottom))]';
/** The line of the notice is its lower margin. */
const DOCK = `sticky bottom-0 -mx-4 bg-page px-4 sm:-mx-6 sm:px-6 pb-[max(0.25rem,env(safe-area-inset-bottom))] before:pointer-events-none before:absolute before:inset-x-0 before:bottom-full before:h-4 before:bg-linear-to-t before:from-page before:to-transparent`;

type ChatProps = ChatControllerOptions & { onNewChat(): void };

/** A chat: its messages, the status of its run, and the composer. */
export function Chat({ onNewChat, ...options }: ChatProps) {
  const { chatId, stored, models } = options;
  const controller = useChatController(options);
  const { chat, running, empty, content } = controller;
  const question = chat.messages[0];
  const heading = useMemo(
    () =>
      chatId &&
      question && (
        <LazyPart part={conversation} fallback={<PlainHeading />} instead={<PlainHeading />} quiet>
          {({ ChatHeading }) => <ChatHeading {...{ chatId, question, onNewChat }} />}
        </LazyPart>
      ),
    [chatId, question, onNewChat],
  );
  const model = models.catalogue?.models.find(({ id }) => id === models.chosen);
  const isNew = empty && chat.status === 'ready' && !chat.unknown;
  return (
    <div className="flex min-h-dvh flex-col">
      <Header {...{ models, isNew, onNewChat }}>{heading}</Header>
      <main
        id="chat"
        className={`mx-auto flex w-full max-w-reading flex-1 flex-col px-4 sm:px-6 ${isNew ? SAFE_BOTTOM : ''}`}
      >
        <div ref={content} className={isNew ? 'mt-auto pt-2 sm:pt-4' : 'flex flex-1 flex-col pb-6'}>
          {isNew && <Greeting />}
          {chat.status === 'opening' && <OpeningNotice />}
          {chat.unknown && (
            <LazyPart part={unknownChat} className="m-auto">
              {(UnknownChat) => <UnknownChat onNewChat={onNewChat} />}
            </LazyPart>
          )}
          {!empty && (
            <LazyPart part={conversation} instead={<PlainMessages messages={chat.messages} />}>
              {({ ChatMessages }) => <ChatMessages {...{ controller, chatId, models }} />}
            </LazyPart>
          )}
        </div>
        {/* In a new chat the composer is one of the items in the middle of the page. */}
        <div data-dock className={isNew ? 'contents' : DOCK}>
          <LazyPart
            part={conversation}
            fallback={STATUS_LINE_SPACE}
            instead={
              <>
                {STATUS_LINE_SPACE}
                <PlainMessages messages={controller.earlyQuestions} />
              </>
            }
            quiet
          >
            {({ StatusArea }) => <StatusArea {...{ controller, chatId, models }} />}
          </LazyPart>
          <Composer
            draftKey={stored || !empty ? (chatId ?? 'new') : 'new'}
            running={running}
            stopping={chat.stopping}
            disabled={chat.status === 'opening'}
            model={model}
            onSend={running || chat.comparing ? controller.queue : controller.ask}
            onStop={chat.actions.stop}
            onEditLast={controller.editLast}
          />
          {isNew && (
            <StarterPrompts
              isDemo={model?.provider === 'demo'}
              onPrompt={(text) => controller.send([{ type: 'text', text }])}
            />
          )}
          {/* The room of a notice is reserved, so that nothing moves when it comes: on a phone it has three lines. */}
          <ModelNotice
            models={models}
            unsaved={chat.unsaved}
            restored={chat.restored}
            className={isNew ? 'mt-2 min-h-5 max-sm:min-h-15' : 'mt-1 min-h-5'}
          />
        </div>
      </main>
    </div>
  );
}

/** Takes the place of a stored chat while it is read. */
function OpeningNotice() {
  const t = useTranslations();
  const { failed, retrying } = useLazyValue(historyCode, false);
  return failed ? (
    <LoadFailure retrying={retrying} className="m-auto" />
  ) : (
    <p className="m-auto text-sm text-muted" role="status">
      {t.opening}
    </p>
  );
}

/** The heading of a chat whose title is not loaded. */
function PlainHeading() {
  return <h1 className="sr-only">{useTranslations().chat}</h1>;
}
