import 'client-only';
import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/**
 * The time in epoch milliseconds, renewed at each whole second after `since`, the moment that is counted from: what has just
 * begun is not looked at with the time of a second before it, and each number of a count stands for a second.
 */
export function useNow(since: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const untilNext = () => SECOND_MS - ((Date.now() - since) % SECOND_MS);
    const renew = () => {
      setNow(Date.now());
      timer = setTimeout(renew, untilNext());
    };
    let timer = setTimeout(renew, untilNext());
    return () => clearTimeout(timer);
  }, [since]);
  return Math.max(now, since);
}
