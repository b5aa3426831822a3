import type { Metadata } from 'next';
import { English } from '#lib/i18n/en/english.tsx';
import { english } from '#lib/i18n/en/page.ts';
import { PageFrame, VIEWPORT } from '../page-frame.tsx';

export const viewport = VIEWPORT;
export const metadata: Metadata = { title: english.title, description: english.description };

export default function EnglishLayout({ children }: LayoutProps<'/en'>) {
  return (
    <PageFrame locale="en">
      <English>{children}</English>
    </PageFrame>
  );
}
