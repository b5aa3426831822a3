'use client';

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { SendOptions } from '#lib/client/chat/chat-state.ts';
import { chooseModels, findChosenModels } from '#lib/client/chat/compare/chosen-models.ts';
import { EarlyQuestions } from '#lib/client/chat/queue/early-questions.ts';
import { useChatSession } from '#lib/client/chat/use-chat-session.ts';
import { useCurrentChat } from '#lib/client/shell/current-chat.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { awaitsApproval } from '../message/next-step.ts';
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
  const { actions, messages, status, stopping, recovering } = chat;
  const { chosen } = models;
  const running = status === 'submitted' || status === 'streaming';
  const empty = messages.length === 0;
  const content = useRef<HTMLDivElement>(null);
  const scroll = useRef<ScrollControl>(null);
  const [editing, setEditing] = useState<string>();
  /** The first message of the chat was sent on this page. */
  const [startedHere, setStartedHere] = useState(false);
  useCurrentChat({ messages, running, stop: actions.stop });

  // A switch to another version in another tab would unmount the question that is being edited.
  useEffect(() => actions.pinBranch(editing !== undefined), [actions, editing]);

  const send = useCallback(
    (parts: ChatMessage['parts'], options?: SendOptions): boolean => {
      if (empty) {
        onFirstMessage();
        setStartedHere(true);
      }
      const compared = findChosenModels(chatId);
      if (!actions.send(parts, chosen, { ...options, ...(compared && { compared }) })) return false;
      if (compared) chooseModels(chatId, []);
      scroll.current?.follow();
      return true;
    },
    [empty, onFirstMessage, actions, chosen, chatId],
  );
  // An edited question would drop the calls that wait for an approval.
  const canEdit = !awaitsApproval(messages.at(-1));
  const lastQuestion = canEdit ? messages.findLast(({ role }) => role === 'user')?.id : undefined;
  const editLast = useCallback(() => lastQuestion && setEditing(lastQuestion), [lastQuestion]);
  const showMessage = useCallback((messageId: string) => void actions.switchTo(messageId), [actions]);
  const stay = useCallback(() => scroll.current?.stay(), []);
  const [early] = useState(() => new EarlyQuestions());
  const queue = useCallback(
    (parts: ChatMessage['parts']) => early.add({ parts, sentAnyway: stopping || recovering }),
    [early, stopping, recovering],
  );
  /** Sends a question, or queues it if the chat has become busy. */
  const ask = (parts: ChatMessage['parts']) => {
    if (!send(parts)) queue(parts);
  };
  const { questions } = useSyncExternalStore(early.subscribe, early.getState, early.getState);

  return {
    ...{
      chat,
      running,
      empty,
      editing,
      startedHere,
      early,
      earlyQuestions: questions,
      content,
      scroll,
    },
    ...{ send, ask, queue, beginEdit: setEditing, editLast, showMessage, stay },
  };
}

export type ChatController = ReturnType<typeof useChatController>;
