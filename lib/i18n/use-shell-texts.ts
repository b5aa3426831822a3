'use client';

import type { Locale } from './locale.ts';
import { type ShellTexts, shellEnglish } from './shell-en.ts';
import { shellChinese } from './shell-zh.ts';
import { useLocale } from './use-messages.tsx';

const TEXTS: Record<Locale, ShellTexts> = { en: shellEnglish, zh: shellChinese };

/** The texts of what is loaded after the chat: the sidebar, the dialogs, the palette. */
export function useShellTexts(): ShellTexts {
  return TEXTS[useLocale()];
}
