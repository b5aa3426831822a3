'use client';
import 'client-only';
import { useEffect, useRef, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { whenIdle } from '../platform/when-idle.ts';

const loadTitles = () => import('../history/chats/chat-title.ts');

/**
 * The stored title of a chat, kept up to date across tabs. Until it is known, and when there is no storage, the first 60
 * characters of the first question.
 */
export function useChatTitle(chatId: ChatId, messages: readonly ChatMessage[]): string | undefined {
  const [stored, setStored] = useState<string>();
  useEffect(() => {
    let left = false;
    let unfollow: (() => void) | undefined;
    const follow = async () => {
      const { followTitle } = await loadTitles();
      if (!left) unfollow = followTitle(chatId, setStored);
    };
    whenIdle(() => void follow().catch(() => undefined)); // if the code cannot be loaded, the question will do
    return () => {
      left = true;
      unfollow?.();
    };
  }, [chatId]);
  const question = messages.find(({ role }) => role === 'user');
  const text = question?.parts.find((part) => part.type === 'text')?.text;
  return stored || text?.slice(0, 60);
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
