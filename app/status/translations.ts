import { englishStatus } from '#lib/i18n/en/status.ts';
import { isLocale, type Locale } from '#lib/i18n/locale.ts';
import { chineseStatus } from '#lib/i18n/zh/status.ts';

export type StatusTranslations = typeof englishStatus;

export const STATUS_TRANSLATIONS: Record<Locale, StatusTranslations> = {
  en: englishStatus,
  zh: chineseStatus,
};

/** The `locale` cookie chooses, then Accept-Language, then English: as for the pages in next.config.ts. */
export function chooseLocale({ headers }: Request): Locale {
  const cookie = /(?:^|;\s*)locale=(\w+)/.exec(headers.get('cookie') ?? '')?.[1] ?? '';
  if (isLocale(cookie)) return cookie;
  return /^zh([-,;]|$)/i.test(headers.get('accept-language') ?? '') ? 'zh' : 'en';
}
