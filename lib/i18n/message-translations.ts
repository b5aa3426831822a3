'use client';

import { createTranslations } from './create-translations.ts';
import { englishMessage } from './en/message.ts';
import { chineseMessage } from './zh/message.ts';

/** Translations of the controls of messages and of the composer. */
export const useMessageTranslations = createTranslations({ en: englishMessage, zh: chineseMessage });
