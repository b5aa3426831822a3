'use client';

import { createTranslations } from './create-translations.ts';
import { englishTools } from './en/tools.ts';
import { chineseTools } from './zh/tools.ts';

/** Translations of tool call cards. */
export const useToolTranslations = createTranslations({ en: englishTools, zh: chineseTools });
