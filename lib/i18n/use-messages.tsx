'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { Messages } from './en.ts';
import { type Locale, messagesFor } from './locale.ts';

const LocaleContext = createContext<Locale>('en');

/** Sets the language of everything below. */
export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

export function useLocale(): Locale {
  return useContext(LocaleContext);
}

/** The page's texts in the reader's language. */
export function useMessages(): Messages {
  return messagesFor(useContext(LocaleContext));
}
