import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { rememberLocale } from '#lib/i18n/remember-locale.ts';
import { useLocale, useTranslations } from '#lib/i18n/use-translations.tsx';

/**
 * Switches between English and Chinese. The choice is stored in a cookie, which the server's rewrites read.
 * The minimum width keeps it a full touch target where no font has Chinese characters, because fallback glyphs are narrower.
 */
export function LanguageSwitch() {
  const locale = useLocale();
  const other = locale === 'en' ? 'zh' : 'en';
  return (
    <button
      type="button"
      lang={LANGUAGE_TAGS[other]}
      onClick={() => {
        rememberLocale(other);
        location.reload();
      }}
      className="h-10 min-w-10 shrink-0 rounded-lg px-2 text-sm text-muted transition-colors duration-150 hover:bg-surface hover:text-ink touch:h-11 touch:min-w-11"
    >
      {useTranslations().otherLanguage}
    </button>
  );
}
