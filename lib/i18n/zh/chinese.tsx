'use client';

import type { ReactNode } from 'react';
import { Language } from '../use-messages.tsx';
import { chinese } from './page.ts';

export function Chinese({ children }: { children: ReactNode }) {
  return (
    <Language locale="zh" messages={chinese}>
      {children}
    </Language>
  );
}
