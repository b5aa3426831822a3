'use client';

import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type ChatActions, useChatSession } from '#lib/client/chat/use-chat-session.ts';
import { useQuestionQueue } from '#lib/client/chat/use-question-queue.ts';
import { useCurrentChat } from '#lib/client/shell/current-chat.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { MessageActions } from '../message/message-actions-context.ts';
import type { ScrollControl } from './bottom-follower.tsx';

export type ChatControllerOptions = {
  /** Undefined while the page is prerendered and its address is not known. */
  chatId: ChatId | undefined;
  /** Whether the chat is in this browser's history; otherwise it is new. */
  stored: boolean;
  models: Models;
  onFirstMessage(): void;
};

/**
 * The state of the chat that is shown, and its callbacks. The callbacks stay referentially stable while an answer streams,
 * so that a frame renders nothing but the new text.
 */
export function useChatController({ chatId, stored, models, onFirstMessage }: ChatControllerOptions) {
  const chat = useChatSession(chatId, stored);
  const { actions, messages, status, stopping } = chat;
  const { chosen } = models;
  const running = status === 'submitted' || status === 'streaming';
  const empty = messages.length === 0;
  const content = useRef<HTMLDivElement>(null);
  const scroll = useRef<ScrollControl>(null);
  const [editing, setEditing] = useState<string>();
  /** The first message of the chat was sent on this page. */
  const [begunHere, setBegunHere] = useState(false);
  useCurrentChat({ messages, running, stop: actions.stop });

  // A switch to another version in another tab would unmount the question that is being edited.
  useEffect(() => actions.pinBranch(editing !== undefined), [actions, editing]);

  const send = useCallback(
    (parts: ChatMessage['parts']): boolean => {
      if (empty) {
        onFirstMessage();
        setBegunHere(true);
      }
      if (!actions.send(parts, chosen)) return false;
      scroll.current?.follow();
      return true;
    },
    [empty, onFirstMessage, actions, chosen],
  );
  const lastQuestion = messages.findLast(({ role }) => role === 'user')?.id;
  const editLast = useCallback(() => setEditing(lastQuestion), [lastQuestion]);
  const showMessage = useCallback((messageId: string) => void actions.switchTo(messageId), [actions]);
  const stay = useCallback(() => scroll.current?.stay(), []);
  const endedWell = messages.at(-1)?.metadata?.outcome === 'complete';
  const waiting = useQuestionQueue(chatId, { running, stopping, endedWell }, send);

  const messageActions = useStableMessageActions({ chatId, models, actions, scroll, beginEdit: setEditing });

  return {
    ...{ chat, running, empty, editing, begunHere, waiting, content, scroll },
    ...{ send, editLast, showMessage, stay, messageActions },
  };
}

export type ChatController = ReturnType<typeof useChatController>;

type MessageActionsOptions = Pick<ChatControllerOptions, 'chatId' | 'models'> & {
  actions: ChatActions;
  scroll: RefObject<ScrollControl | null>;
  /** Must be referentially stable, like `actions` and `scroll`. */
  beginEdit: MessageActions['beginEdit'];
};

/** What the controls at a message do. */
function useStableMessageActions({
  chatId,
  models,
  actions,
  scroll,
  beginEdit,
}: MessageActionsOptions): MessageActions {
  const { catalogue, chosen } = models;
  return useMemo(
    () => ({
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
      switchTo: (messageId) => void actions.switchTo(messageId),
    }),
    [catalogue, chosen, actions, chatId, scroll, beginEdit],
  );
}
