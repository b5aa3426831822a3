'use client';

import { historyCode } from '#lib/client/history/load-history.ts';
import { loadMarkdown } from '#lib/client/reading/load-markdown.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { Composer } from '../composer/composer.tsx';
import { Header } from '../header/header.tsx';
import { ModelNotice } from '../header/model-notice.tsx';
import { MessageActionsProvider } from '../message/message-actions-context.ts';
import { LazyPart, LoadFailure } from '../ui/lazy-part.tsx';
import { PlainMessages } from '../ui/plain-messages.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { type ChatController, type ChatControllerOptions, useChatController } from './use-chat-controller.ts';

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

type ChatProps = ChatControllerOptions & { onNewChat(): void };

/** A chat: its messages, the status of its run, and the composer. */
export function Chat({ onNewChat, ...options }: ChatProps) {
  const { chatId, stored, models } = options;
  const controller = useChatController(options);
  const { chat, running, empty, content, waiting } = controller;
  return (
    <div className="flex min-h-dvh flex-col">
      <Header models={models} onNewChat={onNewChat} />
      <main className="mx-auto flex w-full max-w-reading flex-1 flex-col px-4 sm:px-6">
        <div ref={content} className="flex flex-1 flex-col pb-6">
          {empty && chat.status === 'ready' && !chat.unknown && (
            <EmptyChat onPrompt={(text) => controller.send([{ type: 'text', text }])} />
          )}
          {chat.status === 'opening' && <OpeningNotice />}
          {chat.unknown && (
            <LazyPart part={unknownChat} className="m-auto">
              {(UnknownChat) => <UnknownChat onNewChat={onNewChat} />}
            </LazyPart>
          )}
          {!empty && <Messages controller={controller} chosen={models.chosen} />}
        </div>
        <div className="sticky bottom-0 -mx-4 bg-linear-to-t from-page from-85% to-transparent px-4 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] sm:-mx-6 sm:px-6">
          <StatusArea controller={controller} chatId={chatId} models={models} />
          <Composer
            draftKey={stored || !empty ? (chatId ?? 'new') : 'new'}
            running={running}
            stopping={chat.stopping}
            disabled={chat.status === 'opening'}
            model={models.catalogue?.models.find(({ id }) => id === models.chosen)}
            onSend={running ? waiting.queue.add : controller.send}
            onStop={chat.actions.stop}
            onEditLast={controller.editLast}
          />
          <ModelNotice models={models} unsaved={chat.unsaved} />
        </div>
      </main>
    </div>
  );
}

/** Takes the place of a stored chat while it is read. */
function OpeningNotice() {
  const texts = useTranslations();
  const { failed, retrying } = useLazyValue(historyCode, false);
  return failed ? (
    <LoadFailure retrying={retrying} className="m-auto" />
  ) : (
    <p className="m-auto text-sm text-muted" role="status">
      {texts.opening}
    </p>
  );
}

type PartProps = { controller: ChatController };

function Messages({ controller, chosen }: PartProps & { chosen: string | undefined }) {
  const texts = useTranslations();
  const { chat, running, editing, messageActions, showMessage, stay } = controller;
  const { actions, messages } = chat;
  return (
    <MessageActionsProvider value={messageActions}>
      <h1 className="sr-only">{texts.chat}</h1>
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
            onFind={showMessage}
            onFound={stay}
          />
        )}
      </LazyPart>
    </MessageActionsProvider>
  );
}

/** The space above the composer: the status line, notices about the run, and the questions that wait. */
function StatusArea({ controller, ...props }: PartProps & Pick<ChatProps, 'chatId' | 'models'>) {
  const { chat, running, empty, begunHere, waiting, content, scroll } = controller;
  const { actions, messages, run, stopping } = chat;
  const { chatId } = props;
  const placeholder = (
    <>
      {STATUS_LINE_SPACE}
      <PlainMessages messages={waiting.questions} />
    </>
  );
  return (
    <LazyPart part={conversation} fallback={STATUS_LINE_SPACE} instead={placeholder} quiet>
      {({ Announcer, BottomFollower, ChatTitle, HiddenRunNotice, QueuedQuestions, StatusLine }) => (
        <>
          <BottomFollower content={content} running={running} control={scroll} />
          {chat.runHidden && <HiddenRunNotice onShow={actions.showRun} />}
          <div className="min-h-7">{run && <StatusLine {...{ run, stopping }} onStop={actions.stop} />}</div>
          {waiting.questions.length > 0 && <QueuedQuestions {...waiting} />}
          {!empty && chatId && <ChatTitle {...{ chatId, messages, begunHere }} models={props.models} />}
          <Announcer messages={messages} running={running} run={run} />
        </>
      )}
    </LazyPart>
  );
}
