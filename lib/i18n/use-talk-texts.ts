'use client';

import type { TalkTexts } from './talk-en.ts';
import { englishTalk } from './talk-en.ts';
import { chineseTalk } from './talk-zh.ts';
import { useLocale } from './use-messages.tsx';

/** The texts of what can be done with messages. For components that are loaded when they are needed. */
export function useTalkTexts(): TalkTexts {
  return useLocale() === 'zh' ? chineseTalk : englishTalk;
}
