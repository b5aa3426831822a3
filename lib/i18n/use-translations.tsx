'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { PageTranslations } from './en/page.ts';
import type { Locale } from './locale.ts';

type Language = { locale: Locale; translations: PageTranslations };

const LanguageContext = createContext<Language | undefined>(undefined);

/** Provides a locale and its translations. They are props so that a page never loads those of another language. */
export function LanguageProvider({ locale, translations, children }: Language & { children: ReactNode }) {
  const language = useMemo(() => ({ locale, translations }), [locale, translations]);
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLocale(): Locale {
  return useLanguage().locale;
}

/** The page's translations. Components that are loaded later have hooks of their own, such as `useShellTranslations`. */
export function useTranslations(): PageTranslations {
  return useLanguage().translations;
}

function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (language === undefined) throw new Error('No LanguageProvider above this component.');
  return language;
}
