'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Messages } from './en/page.ts';
import type { Locale } from './locale.ts';

type Spoken = { locale: Locale; messages: Messages };

const LanguageContext = createContext<Spoken | undefined>(undefined);

/** Sets the language of everything below. Its texts are handed in, so that no page loads those of another language. */
export function Language({ locale, messages, children }: Spoken & { children: ReactNode }) {
  const spoken = useMemo(() => ({ locale, messages }), [locale, messages]);
  return <LanguageContext value={spoken}>{children}</LanguageContext>;
}

export function useLocale(): Locale {
  return useSpoken().locale;
}

/** The page's texts in the reader's language. */
export function useMessages(): Messages {
  return useSpoken().messages;
}

function useSpoken(): Spoken {
  const spoken = useContext(LanguageContext);
  if (spoken === undefined) throw new Error('No language is set.');
  return spoken;
}
