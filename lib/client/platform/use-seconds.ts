'use client';
import 'client-only';
import { useEffect, useState } from 'react';

/** Whole seconds since `counting` became true; 0 while it is false. */
export function useSeconds(counting: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!counting) return;
    const startedAt = performance.now();
    setSeconds(0);
    const timer = setInterval(() => setSeconds(Math.round((performance.now() - startedAt) / 1_000)), 1_000);
    return () => clearInterval(timer);
  }, [counting]);
  return counting ? seconds : 0;
}
