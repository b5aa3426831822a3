import type { Viewport } from 'next';
import type { ReactNode } from 'react';
import { LANGUAGE_TAGS, type Locale } from '#lib/i18n/locale.ts';
import { FIRST_PAINT } from './first-paint.ts';
import './globals.css';

export const VIEWPORT: Viewport = {
  width: 'device-width',
  initialScale: 1,
  // Keeps the composer above an on-screen keyboard.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fcfdfe' },
    { media: '(prefers-color-scheme: dark)', color: '#171d21' },
  ],
};

/** The document around a page, in any language. */
export function PageFrame({ locale, children }: { locale: Locale; children: ReactNode }) {
  return (
    // The first-paint script changes this element before React hydrates it.
    <html lang={LANGUAGE_TAGS[locale]} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, which must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: FIRST_PAINT }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
