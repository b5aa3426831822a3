/** The headers of every response, which limit what a page can load and do (docs/decisions/034). */
import type { NextConfig } from 'next';

type Rules = Awaited<ReturnType<NonNullable<NextConfig['headers']>>>;
type Directives = Record<string, string>;

/**
 * The policy of a page. `unsafe-inline` for scripts is what a build starts from: scripts/finish-build.mjs replaces it by the
 * hashes of the inline scripts of the pages, which only the finished build knows. Styles may be inline because React, KaTeX and mermaid
 * write `style` attributes.
 */
const PAGE: Directives = {
  'default-src': "'none'",
  'script-src': "'self' 'unsafe-inline'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'media-src': 'data: blob:',
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'frame-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
};

/** React and Next's development server evaluate code. */
const PAGE_IN_DEVELOPMENT: Directives = { ...PAGE, 'script-src': `${PAGE['script-src']} 'unsafe-eval'` };

/** The policy of everything that is no page. A worker's script brings its own policy, and the service worker fetches files. */
const FILE: Directives = {
  'default-src': "'none'",
  'img-src': "'self'", // Firefox asks for the icon of an endpoint that is opened like a page
  'script-src': "'self'",
  'connect-src': "'self'",
  'frame-ancestors': "'none'",
};

/** The policy of the operator's page, which refreshes itself, and whose form signs in. */
const STATUS: Directives = {
  ...FILE,
  'style-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'self'",
};

/** The frames in public/frames name in their HTML what they may load. Diagrams are drawn in one that a build adds there. */
const FRAME: Directives = { sandbox: 'allow-scripts', 'frame-ancestors': "'self'" };

/** Paths that are no page. */
const FILES =
  '_next/|api/|v1/|chat/|frames/|icons/|status$|status-page/|service-worker\\.js|manifest\\.webmanifest|icon\\.svg';

const EVERYWHERE = {
  'X-Content-Type-Options': 'nosniff',
  // The address of a chat goes to no other site.
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), serial=(), usb=()',
};

const ONE_YEAR_S = 31_536_000;

/** The pages are prerendered once per language, which these request headers choose. `next start` needs scripts/finish-build.mjs too. */
const PAGE_CACHING = {
  Vary: 'Accept-Language, Cookie',
  // Next's own value lets a shared cache store a page for a year, so beyond the next build.
  'Cache-Control': 'public, max-age=0, must-revalidate',
};

/** The header rules for next.config.ts. Where two rules set the same header, the last one counts. */
export function securityHeaders({ isDevelopment }: { isDevelopment: boolean }): Rules {
  return [
    rule('/:path*', { ...EVERYWHERE, 'Content-Security-Policy': policy(FILE) }),
    rule(`/((?!${FILES}).*)`, {
      'Content-Security-Policy': policy(isDevelopment ? PAGE_IN_DEVELOPMENT : PAGE),
    }),
    rule('/status', { 'Content-Security-Policy': policy(STATUS) }),
    rule('/', PAGE_CACHING),
    rule('/chats/:chatId', PAGE_CACHING),
    rule('/frames/:path*', { 'Content-Security-Policy': policy(FRAME) }),
    rule('/frames/diagrams/:path*', { 'Cache-Control': `public, max-age=${ONE_YEAR_S}, immutable` }),
    {
      ...rule('/:path*', { 'Strict-Transport-Security': `max-age=${ONE_YEAR_S}` }),
      has: [{ type: 'header', key: 'x-forwarded-proto', value: 'https(,.*)?' }],
    },
  ];
}

function rule(source: string, headers: Record<string, string>): Rules[number] {
  return { source, headers: Object.entries(headers).map(([key, value]) => ({ key, value })) };
}

function policy(directives: Directives): string {
  return Object.entries(directives)
    .map((directive) => directive.join(' '))
    .join('; ');
}
