'use client';

import type { ReactNode } from 'react';
import { Language } from '../use-messages.tsx';
import { english } from './page.ts';

export function English({ children }: { children: ReactNode }) {
  return (
    <Language locale="en" messages={english}>
      {children}
    </Language>
  );
}
