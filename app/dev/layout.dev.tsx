import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { PageFrame, VIEWPORT } from '../page-frame.tsx';

export const viewport = VIEWPORT;
export const metadata: Metadata = { title: 'Runnel: states' };

/** Files named `*.dev.tsx` are pages under `npm run dev` only (see `next.config.ts`). */
export default function DevLayout({ children }: { children: ReactNode }) {
  return <PageFrame locale="en">{children}</PageFrame>;
}
