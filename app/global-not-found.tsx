import type { Metadata } from 'next';
import { englishNotFound } from '#lib/i18n/en/not-found.ts';
import { english } from '#lib/i18n/en/page.ts';
import { chineseNotFound } from '#lib/i18n/zh/not-found.ts';
import './globals.css';

export const metadata: Metadata = { title: `${englishNotFound.title} · ${english.name}` };

export default function GlobalNotFound() {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-reading flex-col items-center justify-center gap-3 px-4 text-center">
          <h1 className="text-xl">
            {englishNotFound.title} · <span lang="zh-CN">{chineseNotFound.title}</span>
          </h1>
          <a className="text-accent underline underline-offset-4" href="/">
            {englishNotFound.link} · <span lang="zh-CN">{chineseNotFound.link}</span>
          </a>
        </main>
      </body>
    </html>
  );
}
