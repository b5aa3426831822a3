import type { Metadata } from 'next';
import { english } from '#lib/i18n/en/page.ts';
import { SITE_DESCRIPTION } from '#lib/i18n/site-description.ts';
import { PageFrame, VIEWPORT } from '../page-frame.tsx';

export const viewport = VIEWPORT;
export const metadata: Metadata = { title: english.title, description: SITE_DESCRIPTION.en };

export default function EnglishLayout({ children }: LayoutProps<'/en'>) {
  return <PageFrame locale="en">{children}</PageFrame>;
}
