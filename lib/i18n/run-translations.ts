'use client';

import { createTranslations } from './create-translations.ts';
import { englishRun } from './en/run.ts';
import { chineseRun } from './zh/run.ts';

/** Translations of a run's progress and outcome. */
export const useRunTranslations = createTranslations({ en: englishRun, zh: chineseRun });
