'use client';

import { englishRun, type RunTexts } from './run-en.ts';
import { chineseRun } from './run-zh.ts';
import { useLocale } from './use-messages.tsx';

/** The texts of a run. For components that are loaded after the page. */
export function useRunTexts(): RunTexts {
  return useLocale() === 'zh' ? chineseRun : englishRun;
}
