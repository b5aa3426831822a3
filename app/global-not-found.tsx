import type { Metadata } from 'next';
import { english } from '#lib/i18n/en/page.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import './globals.css';

const { name, notFoundTitle, notFoundLink } = english;

export const metadata: Metadata = { title: `${notFoundTitle} · ${name}` };

export default function GlobalNotFound() {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-reading flex-col items-center justify-center gap-3 px-4 text-center">
          <h1 className="text-xl">
            {notFoundTitle} · <span lang="zh-CN">{chinese.notFoundTitle}</span>
          </h1>
          <a className="text-accent underline underline-offset-4" href="/">
            {notFoundLink} · <span lang="zh-CN">{chinese.notFoundLink}</span>
          </a>
        </main>
      </body>
    </html>
  );
}
