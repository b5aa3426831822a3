'use client';
import 'client-only';
import { useEffect, useState } from 'react';

/**
 * What `load` brings, once it is wanted: most of what lies around a chat is not needed to see it and to write in it.
 * @param load a function of the module, always the same
 * @param onFail is told when it cannot be loaded, as without a line
 */
export function useLazy<Loaded>(
  load: () => Promise<Loaded>,
  wanted: boolean,
  onFail?: () => void,
): Loaded | undefined {
  const [loaded, setLoaded] = useState<{ value: Loaded }>();
  useEffect(() => {
    if (!wanted || loaded) return;
    let left = false;
    load().then(
      (value) => {
        if (!left) setLoaded({ value });
      },
      () => {
        if (!left) onFail?.();
      },
    );
    return () => {
      left = true;
    };
  }, [wanted, loaded, load, onFail]);
  return loaded?.value;
}
