'use client';
import 'client-only';
import type { Markdown } from '#lib/markdown/markdown.tsx';
import { loadLater } from './load-later.ts';

const markdown = loadLater(() => import('#lib/markdown/markdown.tsx').then((module) => module.Markdown));

/** Loads the Markdown renderer; until it is there, text is shown as it is. */
export const loadMarkdown: () => Promise<void> = markdown.load;

export const useMarkdown: () => typeof Markdown | undefined = markdown.use;
