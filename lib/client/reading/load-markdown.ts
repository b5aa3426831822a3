'use client';
import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { Markdown } from '#lib/markdown/markdown.tsx';

const markdown = lazyValue(() => import('#lib/markdown/markdown.tsx'));

/** Loads the Markdown renderer. Never rejects: without it, text is shown as it is. */
export async function loadMarkdown(): Promise<void> {
  await markdown.load().catch(() => undefined);
}

/** The Markdown renderer, or undefined until it is loaded. Loads it on first use. */
export function useMarkdown(): typeof Markdown | undefined {
  return useLazyValue(markdown).value?.Markdown;
}
