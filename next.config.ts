import type { NextConfig } from 'next';
import { securityHeaders } from './security-headers.ts';

/** Each page is prerendered once per language. The `locale` cookie chooses, then Accept-Language, then English. */
const LANGUAGES: { locale: string; has: { type: 'cookie' | 'header'; key: string; value: string }[] }[] = [
  { locale: 'zh', has: [{ type: 'cookie', key: 'locale', value: 'zh' }] },
  { locale: 'en', has: [{ type: 'cookie', key: 'locale', value: 'en' }] },
  { locale: 'zh', has: [{ type: 'header', key: 'accept-language', value: '[zZ][hH]([-,;].*)?' }] },
  { locale: 'en', has: [] },
];

const PAGES = [
  { source: '/', page: '' },
  { source: '/chats/:chatId([A-Za-z0-9_-]{1,64})', page: '/chats' },
];

const config: NextConfig = {
  poweredByHeader: false,
  ...(process.env.STANDALONE ? { output: 'standalone' } : {}), // for the Docker image
  typescript: { ignoreBuildErrors: true }, // npm test checks types once, for all files
  experimental: { globalNotFound: true },
  // Mermaid bundles ELK, which Runnel does not use: see lib/markdown/figure/mermaid-renderer.ts.
  turbopack: { resolveAlias: { 'elkjs/lib/elk.bundled.js': './lib/markdown/figure/no-elk.ts' } },
  headers: async () => securityHeaders({ isDevelopment: process.env.NODE_ENV === 'development' }),
  rewrites: async () => ({
    beforeFiles: PAGES.flatMap(({ source, page }) =>
      LANGUAGES.map(({ locale, has }) => ({
        source,
        destination: `/${locale}${page}`,
        ...(has.length > 0 ? { has } : {}),
      })),
    ),
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
