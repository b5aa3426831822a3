import { useEffect, useMemo, useRef } from 'react';
import { comparisonParts } from '../compare/lazy-comparison.ts';
import { type MessageActions, MessageActionsProvider } from '../message/message-actions-context.ts';
import { Transcript } from '../message/transcript.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { ChatController, ChatControllerOptions } from './use-chat-controller.ts';

type ChatMessagesProps = Pick<ChatControllerOptions, 'chatId' | 'models'> & { controller: ChatController };

/** The messages of a chat, and what a reader can do with them. */
export function ChatMessages({ controller, chatId, models }: ChatMessagesProps) {
  const { chat, running, editing, beginEdit, showMessage, scroll, stay } = controller;
  const { actions, comparing, comparison } = chat;
  const { catalogue, chosen } = models;
  const latest = useRef(chat.messages);
  useEffect(() => {
    latest.current = chat.messages;
  }, [chat.messages]);
  // Stable while an answer streams: every message reads it.
  const messageActions = useMemo(
    (): MessageActions => ({
      chatId,
      models: catalogue?.models ?? [],
      chosen,
      beginEdit,
      edit: (messageId, parts) => {
        if (actions.edit(messageId, parts, chosen)) scroll.current?.follow();
      },
      regenerate: (messageId, model = chosen) => {
        if (actions.regenerate(messageId, model)) scroll.current?.follow();
      },
      compare: (messageId, model) => actions.compare(messageId, [model]),
      switchTo: showMessage,
      getMessagesBefore: (messageId) => {
        const index = latest.current.findIndex(({ id }) => id === messageId);
        return latest.current.slice(0, Math.max(0, index));
      },
    }),
    [catalogue, chosen, actions, chatId, beginEdit, showMessage, scroll],
  );
  return (
    <MessageActionsProvider value={messageActions}>
      <Transcript
        messages={chat.messages}
        versions={chat.versions}
        running={running && !chat.runHidden && !comparing}
        busy={running || comparing}
        editing={editing}
        onRetry={() => actions.retry(chosen)}
        onContinue={() => void actions.continue(chosen)}
        onConsent={(toolCallId, consent) => void actions.answerCall(toolCallId, consent)}
        onFind={showMessage}
        onFound={stay}
      />
      {comparison && comparison.questionId === chat.messages.at(-1)?.id && (
        <LazyPart part={comparisonParts}>
          {({ ComparisonView }) => <ComparisonView {...{ comparison, models }} />}
        </LazyPart>
      )}
    </MessageActionsProvider>
  );
}
