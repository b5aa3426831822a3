import 'client-only';
import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/**
 * The time in epoch milliseconds, updated at each whole second after `since`, so that a count of seconds from `since` advances
 * evenly. Never earlier than `since`.
 */
export function useNow(since: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const untilNext = () => SECOND_MS - ((Date.now() - since) % SECOND_MS);
    const update = () => {
      setNow(Date.now());
      timer = setTimeout(update, untilNext());
    };
    let timer = setTimeout(update, untilNext());
    return () => clearTimeout(timer);
  }, [since]);
  return Math.max(now, since);
}
