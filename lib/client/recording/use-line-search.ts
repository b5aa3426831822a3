'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { Timeline } from './analysis/timeline.ts';
import { searchLines } from './search-lines.ts';

/**
 * The indexes of the lines that contain what is searched for, in their JSON; undefined without a search.
 * @param version of the timeline, which grows
 */
export function useLineSearch(timeline: Timeline, query: string, version: number): Uint32Array | undefined {
  const [found, setFound] = useState<Uint32Array>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the timeline grows with its version
  useEffect(() => {
    if (query.trim() === '') {
      setFound(undefined);
      return;
    }
    const controller = new AbortController();
    void searchLines(timeline.lines, query, controller.signal).then((lines) => lines && setFound(lines));
    return () => controller.abort();
  }, [timeline, query, version]);
  return found;
}
