'use client';

import { englishLater, type LaterTexts } from './en/deferred.ts';
import { useLocale } from './use-messages.tsx';
import { chineseLater } from './zh/deferred.ts';

/** The texts of answers, files and the history. For components that are loaded when they are needed. */
export function useLaterTexts(): LaterTexts {
  return useLocale() === 'zh' ? chineseLater : englishLater;
}
