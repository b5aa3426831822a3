'use client';

import { createTranslations } from './create-translations.ts';
import { englishUsage } from './en/usage.ts';
import { chineseUsage } from './zh/usage.ts';

/** Translations of the settings' overview of what answers have used. */
export const useUsageTranslations = createTranslations({ en: englishUsage, zh: chineseUsage });
