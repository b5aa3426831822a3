'use client';
import 'client-only';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';

export type RunEnd = 'complete' | 'approval' | 'stopped' | 'failed';

const ENDS = {
  complete: 'complete',
  length: 'complete',
  'content-filter': 'complete',
  'awaiting-approval': 'approval',
  stopped: 'stopped',
  interrupted: 'failed',
  failed: 'failed',
} as const satisfies Record<Outcome, RunEnd>;

type RunOfChat = { messages: readonly ChatMessage[]; running: boolean };

/** Calls `onEnd` when a run that this page has followed ends. */
export function useRunEnd({ messages, running }: RunOfChat, onEnd: (end: RunEnd) => void): void {
  const wasRunning = useRef(false);
  const last = messages.at(-1);
  const isAnswer = last?.role === 'assistant';
  const outcome = last?.metadata?.outcome;
  const notifyEnd = useEffectEvent(onEnd);
  useEffect(() => {
    if (running && isAnswer) wasRunning.current = true;
    if (running || !wasRunning.current) return;
    wasRunning.current = false;
    notifyEnd(ENDS[outcome ?? 'interrupted']);
  }, [running, isAnswer, outcome]);
}
