'use client';

import { createTranslations } from './create-translations.ts';
import { englishReplay } from './en/replay.ts';
import { chineseReplay } from './zh/replay.ts';

/** Translations of the replay of a recorded run. */
export const useReplayTranslations = createTranslations({ en: englishReplay, zh: chineseReplay });
