import { useEffect, useState } from 'react';
import type { LineTokenizer } from './code-lines.ts';

/** Kept once loaded, so that a block shown later is coloured in its first frame. */
const loaded = new Map<string, LineTokenizer>();

/** The tokenizer of a language, once it is loaded. It is loaded when the browser is idle: a first use is heavy. */
export function useTokenizer(language: string): LineTokenizer | undefined {
  const [, setLoaded] = useState('');
  const tokenizer = loaded.get(language);
  useEffect(() => {
    if (!language || tokenizer) return;
    let isGone = false;
    const cancel = whenIdle(() => {
      load(language).then(
        () => {
          if (!isGone) setLoaded(language);
        },
        // Without its grammar code is plain, and can be read.
        (cause: unknown) => console.warn('A grammar did not load', language, cause),
      );
    });
    return () => {
      isGone = true;
      cancel();
    };
  }, [language, tokenizer]);
  return tokenizer;
}

async function load(language: string): Promise<void> {
  const { loadTokenizer } = await import('./highlighter.ts');
  const tokenizer = await loadTokenizer(language);
  if (tokenizer) loaded.set(language, tokenizer);
}

function whenIdle(callback: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(callback, 50);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 300 });
  return () => cancelIdleCallback(handle);
}
