'use client';
import 'client-only';
import { useEffect, useEffectEvent } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import { whenIdle } from '../platform/when-idle.ts';

/** How often the server is asked while a run is live in a chat that is not open. */
const POLL_MS = 10_000;

const loadCollection = () => import('./collect-answers.ts');

/**
 * Collects the answers of all chats in the background: on each visit, whenever an answer has ended here, and until no run is live
 * in another chat. Failures are silent: the next visit tries again.
 */
export function useCollection(chatId: ChatId | undefined, running: boolean): void {
  const getOpenChat = useEffectEvent(() => chatId);
  useEffect(() => {
    if (chatId)
      void loadCollection()
        .then(({ markRead }) => markRead(chatId))
        .catch(() => undefined);
  }, [chatId]);
  useEffect(() => {
    if (running) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLeft = false;
    const collect = async () => {
      const { collectAnswers } = await loadCollection();
      const isLive = !isLeft && (await collectAnswers(getOpenChat));
      if (isLive && !isLeft) timer = setTimeout(start, POLL_MS);
    };
    const start = () => void collect().catch(() => undefined);
    whenIdle(start);
    const onVisible = () => document.visibilityState === 'visible' && start();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isLeft = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [running]);
}
