import 'client-only';
import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/** The whole seconds that are left until a time in epoch milliseconds; 0 once it has passed. */
export function useCountdown(until: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  const leftMs = until === undefined ? 0 : Math.max(0, until - now);
  useEffect(() => {
    if (until === undefined) return;
    const update = () => {
      setNow(Date.now());
      if (Date.now() >= until) clearInterval(timer);
    };
    const timer = setInterval(update, SECOND_MS);
    update();
    return () => clearInterval(timer);
  }, [until]);
  return Math.ceil(leftMs / SECOND_MS);
}
