'use client';

import type { TalkTexts } from './en/message.ts';
import { englishTalk } from './en/message.ts';
import { useLocale } from './use-messages.tsx';
import { chineseTalk } from './zh/message.ts';

/** The texts of what can be done with messages. For components that are loaded when they are needed. */
export function useTalkTexts(): TalkTexts {
  return useLocale() === 'zh' ? chineseTalk : englishTalk;
}
