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
  experimental: {
    globalNotFound: true,
    // Half as much again as the default, in bytes before minification: the first load is two files and 1 KB smaller.
    turbopackChunking: { minChunkSize: 75_000 },
  },
  headers: async () => securityHeaders({ isDevelopment: process.env.NODE_ENV === 'development' }),
  rewrites: async () => ({
    beforeFiles: PAGES.flatMap(({ source, page }) =>
      LANGUAGES.map(({ locale, has }) => ({
        source,
        destination: `/${locale}${page}`,
        ...(has.length > 0 ? { has } : {}),
      })),
    ),
    // Served by the route of the run, because each edge route has a memory of its own.
    afterFiles: [
      { source: '/api/chats/:chatId/run/stream', destination: '/api/chats/:chatId/run?durable-stream=1' },
    ],
    fallback: [],
  }),
};

export default async function configure(phase: string): Promise<NextConfig> {
  if (phase === 'phase-production-server') return config;
  const buildId = await identifyBuild();
  return { ...config, generateBuildId: () => buildId, env: { ...(await drawingFrame()), BUILD_ID: buildId } };
}

/** Names the build by its sources, for pages to find out whether the server has another one. */
async function identifyBuild(): Promise<string> {
  const { digestSources } = await import('./scripts/project.mjs');
  process.env.BUILD_ID ??= digestSources().slice(0, 20);
  return process.env.BUILD_ID;
}

/** Builds the frame that draws diagrams. A build loads this file in several processes, which inherit the environment of the first. */
async function drawingFrame(): Promise<Record<string, string>> {
  if (!process.env.DRAWING_FOLDER) {
    const { buildDrawingFrame } = await import('./scripts/drawing-frame.mjs');
    Object.assign(process.env, await buildDrawingFrame());
  }
  const { DRAWING_FOLDER = '', DRAWING_MODULES = '' } = process.env;
  return { DRAWING_FOLDER, DRAWING_MODULES };
}
