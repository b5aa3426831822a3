'use client';
import 'client-only';
import { useEffect, useState } from 'react';

/** Counts what happens while the tab is hidden. @returns the count, 0 once the tab is visible, and a function that adds one */
export function useUnseenAnswers(): [count: number, add: () => void] {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const reset = () => document.visibilityState === 'visible' && setCount(0);
    document.addEventListener('visibilitychange', reset);
    return () => document.removeEventListener('visibilitychange', reset);
  }, []);
  return [count, () => setCount((before) => before + 1)];
}
