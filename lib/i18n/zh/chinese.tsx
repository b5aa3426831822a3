'use client';

import type { ReactNode } from 'react';
import { LanguageProvider } from '../use-translations.tsx';
import { chinese } from './page.ts';

export function Chinese({ children }: { children: ReactNode }) {
  return (
    <LanguageProvider locale="zh" translations={chinese}>
      {children}
    </LanguageProvider>
  );
}
