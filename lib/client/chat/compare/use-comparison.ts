'use client';
import 'client-only';
import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ComparedAnswer, ShownComparison } from '../chat-state.ts';

/** Returns the answers of a comparison, and which of them are being written. */
export function useComparedAnswers(comparison: ShownComparison): {
  answers: readonly ComparedAnswer[];
  live: readonly ComparedAnswer[];
} {
  const { subscribe, getAnswers } = comparison;
  const answers = useSyncExternalStore(subscribe, getAnswers, getAnswers);
  const subscribeToAll = useCallback(
    (listener: () => void) => {
      const unsubscribes = answers.map((answer) => answer.subscribe(listener));
      return () => {
        for (const unsubscribe of unsubscribes) unsubscribe();
      };
    },
    [answers],
  );
  const getPositions = () => answers.flatMap((answer, position) => (isLive(answer) ? [position] : [])).join();
  const positions = useSyncExternalStore(subscribeToAll, getPositions, getPositions);
  const live = answers.filter((_, position) => positions.split(',').includes(String(position)));
  return { answers, live };
}

export function isLive(answer: ComparedAnswer): boolean {
  return answer.getState().status !== 'ready';
}

/** `position`: the column at the left edge. */
type ColumnScroll = { position: number; isFirst: boolean; isLast: boolean };

/** Follows which of the columns of a row that can be scrolled is shown, and scrolls to others. */
export function useColumnScroll(count: number): ColumnScroll & {
  row: RefObject<HTMLDivElement | null>;
  show(position: number): void;
} {
  const row = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<ColumnScroll>({ position: 0, isFirst: true, isLast: true });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count of columns has another width
  useEffect(() => {
    const { current } = row;
    if (current === null) return;
    const measure = () => setState((before) => keepIfSame(before, measureColumns(current)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    current.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener('scroll', measure);
    };
  }, [count]);
  const show = (position: number) => {
    const { current } = row;
    const left = current && offsetsOf(current)[position];
    if (left !== undefined) current?.scrollTo({ left: left ?? 0 });
  };
  return { ...state, row, show };
}

/** Where the columns begin, in pixels of the row's scroll position. */
function offsetsOf(row: HTMLElement): number[] {
  const columns = [...row.children] as HTMLElement[];
  return columns.map((column) => column.offsetLeft - (columns[0]?.offsetLeft ?? 0));
}

function measureColumns(row: HTMLElement): ColumnScroll {
  const { scrollLeft, clientWidth, scrollWidth } = row;
  const isLast = scrollLeft + clientWidth >= scrollWidth - 2;
  const offsets = offsetsOf(row);
  const distances = offsets.map((offset) => Math.abs(offset - scrollLeft));
  const isFirst = scrollLeft <= 2;
  const nearest = distances.indexOf(Math.min(...distances));
  return { position: isLast && !isFirst ? offsets.length - 1 : nearest, isFirst, isLast };
}

function keepIfSame(before: ColumnScroll, now: ColumnScroll): ColumnScroll {
  const isSame =
    before.position === now.position && before.isFirst === now.isFirst && before.isLast === now.isLast;
  return isSame ? before : now;
}
