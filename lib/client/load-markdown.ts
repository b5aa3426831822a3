'use client';
import 'client-only';
import { useSyncExternalStore } from 'react';
import type { Markdown } from '#lib/markdown/markdown.tsx';

let loading: Promise<void> | undefined;
let loaded: typeof Markdown | undefined;
const listeners = new Set<() => void>();

/** Loads the Markdown renderer, which a first look at the page does not need. A load that failed is tried again. */
export function loadMarkdown(): Promise<void> {
  loading ??= import('#lib/markdown/markdown.tsx').then(
    (module) => {
      loaded = module.Markdown;
      for (const listener of listeners) listener();
    },
    () => {
      loading = undefined; // the text is shown as it is meanwhile
    },
  );
  return loading;
}

/** The renderer once it is there: a component that is swapped in, so that text is never hidden behind a load. */
export function useMarkdown(): typeof Markdown | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => loaded,
    () => undefined,
  );
}
