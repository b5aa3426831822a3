import 'client-only';
import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/**
 * The time of `performance.now()`, updated at each whole second after `since`, so that a count of seconds from `since` advances
 * evenly. Never earlier than `since`.
 */
export function useNow(since: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const untilNext = () => SECOND_MS - ((performance.now() - since) % SECOND_MS);
    const update = () => {
      setNow(performance.now());
      timer = setTimeout(update, untilNext());
    };
    let timer = setTimeout(update, untilNext());
    return () => clearTimeout(timer);
  }, [since]);
  return Math.max(now, since);
}
