import { english, type Messages } from './en.ts';
import { chinese } from './zh.ts';

export const LOCALES = ['en', 'zh'] as const;
export type Locale = (typeof LOCALES)[number];

const MESSAGES: Record<Locale, Messages> = { en: english, zh: chinese };

/** What goes into `<html lang>`. */
export const LANGUAGE_TAGS: Record<Locale, string> = { en: 'en', zh: 'zh-CN' };

export function isLocale(value: string): value is Locale {
  return (LOCALES as readonly string[]).includes(value);
}

/** The page's texts in a language. */
export function messagesFor(locale: Locale): Messages {
  return MESSAGES[locale];
}
