'use client';

import { createTranslations } from './create-translations.ts';
import { englishInspector } from './en/inspector.ts';
import { chineseInspector } from './zh/inspector.ts';

/** Translations of the stream inspector, and of the setting for it. */
export const useInspectorTranslations = createTranslations({ en: englishInspector, zh: chineseInspector });
