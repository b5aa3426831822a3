'use client';

import { englishLater, type LaterTexts } from './later-en.ts';
import { chineseLater } from './later-zh.ts';
import { useLocale } from './use-messages.tsx';

/** The texts of answers, files and the history. For components that are loaded when they are needed. */
export function useLaterTexts(): LaterTexts {
  return useLocale() === 'zh' ? chineseLater : englishLater;
}
