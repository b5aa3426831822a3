'use client';
import 'client-only';
import { useCallback, useEffect, useRef, useState } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { QueuedQuestion } from '../history/stored-queue.ts';

type Parts = ChatMessage['parts'];

export type QuestionQueue = {
  waiting: readonly QueuedQuestion[];
  /** The answer before them did not end well, or ended while nobody looked: they wait for a word. */
  held: boolean;
  add(parts: Parts): void;
  edit(position: number, parts: Parts): void;
  cancel(position: number): void;
  askNow(): void;
};

/** The queue in the browser's storage. */
const storedQueue = lazyValue(() => import('../history/stored-queue.ts'));

/**
 * The questions that wait in a chat for its answer. The first is asked when the answer has ended well, or when it was
 * stopped and the reader has written since; of several tabs, by one. Where the browser keeps nothing, or while the
 * code for it is not loaded, they wait in memory.
 * @param endedWell whether the last answer did
 */
export function useQuestionQueue(
  chatId: ChatId | undefined,
  { running, stopping, endedWell }: { running: boolean; stopping: boolean; endedWell: boolean },
  ask: (parts: Parts) => boolean,
): QuestionQueue {
  const [stored, setStored] = useState<readonly QueuedQuestion[]>([]);
  const [unkept, setUnkept] = useState<readonly QueuedQuestion[]>([]);
  const [held, setHeld] = useState(true);
  const wasRunning = useRef(false);
  /** Whether the next question may be asked as soon as no answer is written. */
  const free = useRef(false);
  /** The reader has stopped the answer and written on: the question waits for the end alone, however it comes. */
  const wanted = useRef(false);
  const asking = useRef(false);

  const { value: storage } = useLazyValue(storedQueue, chatId !== undefined);

  useEffect(() => {
    if (chatId !== undefined) return storage?.followQueue(chatId, setStored);
  }, [chatId, storage]);

  const waiting = [...stored, ...unkept];
  const next = waiting[0];

  const hold = (holds: boolean) => {
    free.current = !holds;
    setHeld(holds);
  };

  const askNext = async () => {
    if (next === undefined || asking.current) return;
    asking.current = true;
    try {
      // A storage that fails now has no say in it.
      const mine = next.position < 0 ? next : await storage?.takeQueued(next.position).catch(() => next);
      setUnkept((before) => before.filter(({ position }) => position !== next.position));
      if (mine && ask(mine.parts)) return;
      hold(true); // another tab was faster: what waits here waits for that answer
      if (mine) add(mine.parts);
    } finally {
      asking.current = false;
    }
  };

  const add = useCallback(
    (parts: Parts) => {
      if (chatId === undefined) return;
      if (stopping) wanted.current = true;
      const keepHere = () =>
        setUnkept((before) => [...before, { chatId, parts, position: (before.at(-1)?.position ?? 0) - 1 }]);
      // Show it at once instead of waiting for the load to fail.
      if (storage === undefined) keepHere();
      else storage.enqueue(chatId, parts).catch(keepHere);
    },
    [chatId, stopping, storage],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end of an answer lets the next question go, or holds it
  useEffect(() => {
    if (running) setHeld(false);
    else if (wasRunning.current) {
      hold(!endedWell && !wanted.current);
      wanted.current = false;
    }
    wasRunning.current = running;
  }, [running]);

  // A question that was sent at the last moment may be kept only when the answer has ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question is reached for once
  useEffect(() => {
    if (!running && free.current) void askNext();
  }, [running, next?.position]);

  return {
    waiting,
    held: held && !running && waiting.length > 0,
    add,
    edit: (position, parts) => {
      if (position >= 0) void storage?.editQueued(position, parts);
      else setUnkept((before) => before.map((one) => (one.position === position ? { ...one, parts } : one)));
    },
    cancel: (position) => {
      if (position >= 0) void storage?.cancelQueued(position);
      else setUnkept((before) => before.filter((one) => one.position !== position));
    },
    askNow: () => {
      hold(false);
      void askNext();
    },
  };
}
