'use client';

import { type ShellTexts, shellEnglish } from './en/shell.ts';
import type { Locale } from './locale.ts';
import { useLocale } from './use-messages.tsx';
import { shellChinese } from './zh/shell.ts';

const TEXTS: Record<Locale, ShellTexts> = { en: shellEnglish, zh: shellChinese };

/** The texts of what is loaded after the chat: the sidebar, the dialogs, the palette. */
export function useShellTexts(): ShellTexts {
  return TEXTS[useLocale()];
}
