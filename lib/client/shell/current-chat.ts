'use client';
import 'client-only';
import { useEffect } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** The open chat, for the parts of the page around it. */
export type CurrentChat = { messages: readonly ChatMessage[]; running: boolean; stop(): void };

let current: CurrentChat | undefined;

/** Publishes the open chat to `getCurrentChat` while the component is mounted. */
export function useCurrentChat(chat: CurrentChat): void {
  useEffect(() => {
    current = chat; // after every render, with no cleanup in between
  });
  useEffect(
    () => () => {
      current = undefined;
    },
    [],
  );
}

export function getCurrentChat(): CurrentChat | undefined {
  return current;
}
