'use client';
import 'client-only';
import { useEffect, useRef } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

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
  const sought = useRef<string>(undefined);

  useEffect(() => {
    const read = () => {
      sought.current = /^#message-([\w-]+)$/.exec(location.hash)?.[1];
    };
    const controller = new AbortController();
    read();
    addEventListener('hashchange', read, { signal: controller.signal });
    return () => controller.abort();
  }, []);

  useEffect(() => {
    const look = () => {
      const id = sought.current;
      if (id === undefined || messages.length === 0) return;
      if (!messages.some((message) => message.id === id)) {
        find(id);
        return;
      }
      sought.current = undefined;
      const element = document.getElementById(`message-${id}`);
      if (element === null) return;
      onArrival();
      markFor(element, MARK_MS);
      holdInView(element, MARK_MS);
    };
    const controller = new AbortController();
    look();
    addEventListener('hashchange', look, { signal: controller.signal });
    return () => controller.abort();
  }, [messages, find, onArrival]);
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
