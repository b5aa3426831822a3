'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';

export type Later<Thing> = {
  /** Begins to load it. A load that failed is tried again by the next call. */
  load(): Promise<void>;
  /** The thing once it is there. What uses it shows something of its own until then. */
  use(): Thing | undefined;
};

/** Something that a first look at the page does not need, swapped in when it is there, so that nothing is hidden behind a load. */
export function loadLater<Thing>(load: () => Promise<Thing>): Later<Thing> {
  let loading: Promise<void> | undefined;
  let loaded: Thing | undefined;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    load() {
      loading ??= load().then(
        (thing) => {
          loaded = thing;
          for (const listener of listeners) listener();
        },
        () => {
          loading = undefined;
        },
      );
      return loading;
    },
    use: () =>
      useSyncExternalStore(
        subscribe,
        () => loaded,
        () => undefined,
      ),
  };
}
