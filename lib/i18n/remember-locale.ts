import type { Locale } from './locale.ts';

const YEAR_SECONDS = 31_536_000;

/** Stores the locale in a cookie that the server's rewrites read, so it applies from the next page load. */
export function rememberLocale(locale: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `locale=${locale}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
