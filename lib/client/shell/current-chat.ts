'use client';
import 'client-only';
import { useEffect } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** The open chat, for the parts of the page around it. */
export type CurrentChat = { messages: readonly ChatMessage[]; running: boolean; stop(): void };

let current: CurrentChat | undefined;
const waiting = new Set<() => void>();

/** Publishes the open chat to `getCurrentChat` while the component is mounted. */
export function useCurrentChat(chat: CurrentChat): void {
  useEffect(() => {
    current = chat; // after every render, with no cleanup in between
  });
  const { running } = chat;
  useEffect(() => {
    if (!running) startWaiting();
  }, [running]);
  useEffect(
    () => () => {
      current = undefined;
      startWaiting();
    },
    [],
  );
}

/** Calls `work` once no answer streams in the open chat: now, or when it ends or the reader leaves the chat. */
export function whenNoAnswerStreams(work: () => void): void {
  if (current?.running) waiting.add(work);
  else work();
}

function startWaiting(): void {
  for (const work of waiting) work();
  waiting.clear();
}

export function getCurrentChat(): CurrentChat | undefined {
  return current;
}
