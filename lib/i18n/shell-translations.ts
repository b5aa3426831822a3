'use client';

import { createTranslations } from './create-translations.ts';
import { englishShell } from './en/shell.ts';
import { chineseShell } from './zh/shell.ts';

/** Translations of the sidebar, the dialogs and the command palette. */
export const useShellTranslations = createTranslations({ en: englishShell, zh: chineseShell });
