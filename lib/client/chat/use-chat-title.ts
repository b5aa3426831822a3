'use client';
import 'client-only';
import { useEffect, useRef, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ChatRow } from '../history/database.ts';
import { whenIdle } from '../platform/when-idle.ts';

const loadTitles = () => import('../history/chats/chat-title.ts');

/** What `select` takes from the stored chat, kept up to date across tabs. Undefined while the chat is not known to be stored. */
function useStored<Value>(
  chatId: ChatId,
  select: (chat: ChatRow | undefined) => Value | undefined,
): Value | undefined {
  const [value, setValue] = useState<Value>();
  useEffect(() => {
    let left = false;
    let unfollow: (() => void) | undefined;
    const follow = async () => {
      const { followChat } = await loadTitles();
      if (!left) unfollow = followChat(chatId, (chat) => setValue(select(chat)));
    };
    whenIdle(() => void follow().catch(() => undefined)); // if the code cannot be loaded, the question will do
    return () => {
      left = true;
      unfollow?.();
    };
  }, [chatId, select]);
  return value;
}

const itself = (chat: ChatRow | undefined) => chat;
const titleOf = (chat: ChatRow | undefined) => chat?.title;

/** The stored chat, kept up to date across tabs. */
export const useStoredChat = (chatId: ChatId): ChatRow | undefined => useStored(chatId, itself);

/**
 * The stored title of a chat, kept up to date across tabs. Until it is known, and when there is no storage, the first words of the
 * first question.
 */
export function useChatTitle(chatId: ChatId, messages: readonly ChatMessage[]): string | undefined {
  const stored = useStored(chatId, titleOf);
  return stored || firstWords(messages.find(({ role }) => role === 'user'));
}

/** The first 60 characters of a question, which are the title of a chat that has no other. */
export function firstWords(question: ChatMessage | undefined): string | undefined {
  return question?.parts.find((part) => part.type === 'text')?.text.slice(0, 60);
}

type TitleFromModelOptions = {
  chatId: ChatId;
  messages: readonly ChatMessage[];
  models: readonly ModelInfo[] | undefined;
  /** The chat was started on this page: its answer may have ended before this code was loaded. */
  startedHere: boolean;
};

/**
 * Has the model name the chat after its first exchange, if that exchange took place on this page. A chat that was read from the
 * history keeps its title.
 */
export function useTitleFromModel({ chatId, messages, models, startedHere }: TitleFromModelOptions): void {
  const isAwaited = useRef(startedHere);
  useEffect(() => {
    if (messages.length === 0 || messages.length > 2) return;
    const { outcome, model: modelId } = messages[1]?.metadata ?? {};
    const endedWell = outcome === 'complete' || outcome === 'length';
    if (!endedWell) isAwaited.current = true;
    const model = models?.find(({ id }) => id === modelId);
    if (!endedWell || !isAwaited.current || model === undefined) return;
    isAwaited.current = false;
    whenIdle(() => {
      loadTitles().then(
        ({ requestTitle }) => requestTitle(chatId, messages, model),
        () => undefined, // the chat keeps its title
      );
    });
  }, [chatId, messages, models]);
}
