'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { waitForElement } from './element-appearance.ts';

/** How long the message that someone was brought to is marked. */
const MARK_MS = 2_400;

/**
 * Brings the reader to the message that the address names (`#message-<id>`), once it is there, and marks it for a moment.
 * @param find shows the version that the message is in, where it is not on the branch that is shown
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
    const look = async () => {
      const element = await waitForElement(`message-${sought}`, signal);
      signal.throwIfAborted();
      setSought(undefined);
      if (element === null) return;
      onArrival();
      markFor(element, MARK_MS);
      holdInView(element, MARK_MS);
    };
    look().catch(() => undefined); // the chat has changed, or was left: it is looked for anew
    return () => controller.abort();
  }, [sought, messages, find, onArrival]);
}

function markFor(element: HTMLElement, milliseconds: number): void {
  element.dataset.sought = '';
  setTimeout(() => delete element.dataset.sought, milliseconds);
}

/** Keeps a message in its place while what is above it takes on its height, unless the reader goes elsewhere. */
function holdInView(element: HTMLElement, milliseconds: number): void {
  const toElement = () => element.scrollIntoView({ block: 'start', behavior: 'instant' });
  const observer = new ResizeObserver(toElement);
  const controller = new AbortController();
  const end = () => {
    observer.disconnect();
    controller.abort();
    clearTimeout(timer);
  };
  const timer = setTimeout(end, milliseconds);
  for (const sign of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    addEventListener(sign, end, { signal: controller.signal, passive: true });
  toElement();
  if (element.parentElement) observer.observe(element.parentElement);
}
