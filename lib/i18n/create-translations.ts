import type { Locale } from './locale.ts';
import { useLocale } from './use-translations.tsx';

/**
 * Creates the hook that returns one group of translations in the page's language. Both languages of a group are loaded
 * with the components that call its hook; only the page's own translations (`page.ts`) are part of the first load.
 */
export function createTranslations<Translations>(byLocale: Record<Locale, Translations>): () => Translations {
  return () => byLocale[useLocale()];
}
