'use client';

import { createTranslations } from './create-translations.ts';
import { englishCompare } from './en/compare.ts';
import { chineseCompare } from './zh/compare.ts';

/** Translations for comparing the answers of several models. */
export const useCompareTranslations = createTranslations({ en: englishCompare, zh: chineseCompare });
