'use client';
import 'client-only';
import { useEffect, useRef, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { whenIdle } from '../platform/when-idle.ts';

const loadTitles = () => import('../history/chats/chat-title.ts');

/**
 * The title of a chat as the list of chats has it, whichever tab changes it; its first words until it is known, and where
 * the browser keeps nothing.
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
    whenIdle(() => void follow().catch(() => undefined)); // no connection now: the first words will do
    return () => {
      left = true;
      unfollow?.();
    };
  }, [chatId]);
  const question = messages.find(({ role }) => role === 'user');
  const words = question?.parts.find((part) => part.type === 'text')?.text;
  return stored || words?.slice(0, 60);
}

/**
 * Has a chat named by the model that answered in it, once its first exchange has ended well under this reader's eyes: a
 * chat that was read from the history is left as it is.
 * @param begunHere an answer may have ended before this was loaded
 */
export function useTitleFromModel(
  chatId: ChatId,
  messages: readonly ChatMessage[],
  models: readonly ModelInfo[] | undefined,
  begunHere: boolean,
): void {
  const isAwaited = useRef(begunHere);
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
        () => undefined, // as above
      );
    });
  }, [chatId, messages, models]);
}
