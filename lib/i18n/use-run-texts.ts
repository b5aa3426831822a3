'use client';

import { englishRun, type RunTexts } from './en/run.ts';
import { useLocale } from './use-messages.tsx';
import { chineseRun } from './zh/run.ts';

/** The texts of a run. For components that are loaded after the page. */
export function useRunTexts(): RunTexts {
  return useLocale() === 'zh' ? chineseRun : englishRun;
}
