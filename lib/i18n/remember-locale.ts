import type { Locale } from './locale.ts';

const YEAR_SECONDS = 31_536_000;

/** Keeps the reader's language in a cookie, which the server's rewrites read: it counts from the next load on. */
export function rememberLocale(locale: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `locale=${locale}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
