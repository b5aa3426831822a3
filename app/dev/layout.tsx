import type { Metadata } from 'next';
import { PageFrame, VIEWPORT } from '../page-frame.tsx';

export const viewport = VIEWPORT;
export const metadata: Metadata = { title: 'Runnel: states' };

/** Around the pages that exist under `npm run dev` only. */
export default function DevLayout({ children }: LayoutProps<'/dev'>) {
  return <PageFrame locale="en">{children}</PageFrame>;
}
