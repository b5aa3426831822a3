'use client';

import { createTranslations } from './create-translations.ts';
import { englishDeferred } from './en/deferred.ts';
import { chineseDeferred } from './zh/deferred.ts';

/** Translations of Markdown controls, files, the chat history, and notices about the models. */
export const useDeferredTranslations = createTranslations({ en: englishDeferred, zh: chineseDeferred });
