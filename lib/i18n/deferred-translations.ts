'use client';

import { createTranslations } from './create-translations.ts';
import { englishDeferred } from './en/deferred.ts';
import { chineseDeferred } from './zh/deferred.ts';

/** Translations of Markdown controls, files and the chat history. */
export const useDeferredTranslations = createTranslations({ en: englishDeferred, zh: chineseDeferred });
