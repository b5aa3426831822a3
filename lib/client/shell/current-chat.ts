'use client';
import 'client-only';
import { useEffect } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** The chat on the page, as what lies around it may use it. */
export type CurrentChat = { messages: readonly ChatMessage[]; running: boolean; stop(): void };

let current: CurrentChat | undefined;

/** Says which chat is on the page. */
export function useCurrentChat(chat: CurrentChat): void {
  useEffect(() => {
    current = chat; // anew with each frame of an answer: nothing is undone in between
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
