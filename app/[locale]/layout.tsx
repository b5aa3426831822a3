import type { Metadata, Viewport } from 'next';
import { notFound } from 'next/navigation';
import { isLocale, LANGUAGE_TAGS, LOCALES, messagesFor } from '#lib/i18n/locale.ts';
import { LocaleProvider } from '#lib/i18n/use-messages.tsx';
import { FIRST_PAINT } from '../first-paint.ts';
import '../globals.css';

export const dynamicParams = false;

export function generateStaticParams() {
  return LOCALES.map((locale) => ({ locale }));
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  // The composer stays above an on-screen keyboard.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfcfd' },
    { media: '(prefers-color-scheme: dark)', color: '#14181b' },
  ],
};

export async function generateMetadata({ params }: LayoutProps<'/[locale]'>): Promise<Metadata> {
  const { locale } = await params;
  const { title, description } = messagesFor(isLocale(locale) ? locale : 'en');
  return { title, description };
}

export default async function LocaleLayout({ children, params }: LayoutProps<'/[locale]'>) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  return (
    // The script changes the element before React sees it.
    <html lang={LANGUAGE_TAGS[locale]} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, which must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: FIRST_PAINT }} />
      </head>
      <body>
        <LocaleProvider locale={locale}>{children}</LocaleProvider>
      </body>
    </html>
  );
}
