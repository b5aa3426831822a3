'use client';

import type { ReactNode } from 'react';
import { english } from './en.ts';
import { Language } from './use-messages.tsx';

export function English({ children }: { children: ReactNode }) {
  return (
    <Language locale="en" messages={english}>
      {children}
    </Language>
  );
}
