import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale, useMessages } from '#lib/i18n/use-messages.tsx';

const YEAR_SECONDS = 31_536_000;

/** Switches between the two languages; the choice is kept in a cookie, which the server's rewrites read. */
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
      className="h-10 rounded-lg px-2 text-sm text-muted transition-colors duration-150 hover:bg-surface hover:text-ink"
    >
      {useMessages().otherLanguage}
    </button>
  );
}

function rememberLocale(locale: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `locale=${locale}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
