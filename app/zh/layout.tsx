import type { Metadata } from 'next';
import { SITE_DESCRIPTION } from '#lib/i18n/site-description.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import { PageFrame, VIEWPORT } from '../page-frame.tsx';

export const viewport = VIEWPORT;
export const metadata: Metadata = { title: chinese.title, description: SITE_DESCRIPTION.zh };

export default function ChineseLayout({ children }: LayoutProps<'/zh'>) {
  return <PageFrame locale="zh">{children}</PageFrame>;
}
