'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { waitForElement } from './element-appearance.ts';
import { holdInView } from './hold-in-view.ts';

/** How long a message that was scrolled to is highlighted. */
const HIGHLIGHT_MS = 2_400;

/**
 * Scrolls to the message of the address (`#message-<id>`) once it is mounted, and highlights it.
 * @param find shows the branch of a message that is not on the shown branch
 */
export function useMessageHash(
  messages: readonly ChatMessage[],
  { find, onArrival }: { find(messageId: string): void; onArrival(): void },
): void {
  const [sought, setSought] = useState<string>();

  useEffect(() => {
    const read = () => setSought(/^#message-([\w-]+)$/.exec(location.hash)?.[1]);
    const controller = new AbortController();
    read();
    addEventListener('hashchange', read, { signal: controller.signal });
    return () => controller.abort();
  }, []);

  useEffect(() => {
    if (sought === undefined || messages.length === 0) return;
    if (!messages.some(({ id }) => id === sought)) {
      find(sought);
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const scrollToMessage = async () => {
      const element = await waitForElement(`message-${sought}`, signal);
      signal.throwIfAborted();
      setSought(undefined);
      if (element === null) return;
      onArrival();
      highlight(element, HIGHLIGHT_MS);
      holdInView(element, HIGHLIGHT_MS);
    };
    scrollToMessage().catch(() => undefined); // aborted: the effect runs again when the messages have changed
    return () => controller.abort();
  }, [sought, messages, find, onArrival]);
}

function highlight(element: HTMLElement, milliseconds: number): void {
  element.dataset.sought = '';
  setTimeout(() => delete element.dataset.sought, milliseconds);
}
