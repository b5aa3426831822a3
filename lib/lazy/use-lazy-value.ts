'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { type LazyState, type LazyValue, NOT_LOADED } from './lazy-value.ts';

/**
 * Returns the state of a lazy value and loads it as soon as `wanted` is true.
 * @param onFail called when that load fails; must be referentially stable
 */
export function useLazyValue<Value>(
  lazy: LazyValue<Value>,
  wanted = true,
  onFail?: () => void,
): LazyState<Value> {
  const state = useSyncExternalStore(lazy.subscribe, lazy.getState, () => NOT_LOADED);
  useEffect(() => {
    if (!wanted) return;
    let unmounted = false;
    lazy.load().catch(() => {
      if (!unmounted) onFail?.();
    });
    return () => {
      unmounted = true;
    };
  }, [lazy, wanted, onFail]);
  return state;
}
