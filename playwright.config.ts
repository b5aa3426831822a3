import { defineConfig } from '@playwright/test';
import { BROWSER_ARGUMENTS } from './scripts/browser.mjs';
import { firefoxOptions } from './scripts/firefox.mjs';

const { CHROMIUM_PATH, FIREFOX_PATH } = process.env;

/** What is seen in a second engine too, where the machine has one (docs/decisions/022). */
const MAIN_FLOWS = [
  'drafts',
  'first-answer',
  'following',
  'language',
  'many-tabs',
  'sandbox',
  'sidebar',
  'stop-and-resume',
].map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // What a test compares with is a page of the documentation.
  snapshotPathTemplate: 'docs/{arg}{ext}',
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    locale: 'en-US',
    // One that answers for files would hide them from a test that does; the tests of the worker allow it.
    serviceWorkers: 'block',
    viewport: { width: 1280, height: 800 },
  },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {}),
          args: BROWSER_ARGUMENTS,
        },
      },
    },
    ...(FIREFOX_PATH
      ? [
          {
            name: 'firefox',
            testMatch: MAIN_FLOWS,
            grepInvert: /@chromium/, // which needs what Playwright can do in Chromium alone
            use: { browserName: 'firefox' as const, launchOptions: await firefoxOptions(FIREFOX_PATH) },
          },
        ]
      : []),
  ],
});
