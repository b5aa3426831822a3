'use client';

import type { ReactNode } from 'react';
import { LanguageProvider } from '../use-translations.tsx';
import { english } from './page.ts';

export function English({ children }: { children: ReactNode }) {
  return (
    <LanguageProvider locale="en" translations={english}>
      {children}
    </LanguageProvider>
  );
}
