import { defineConfig } from '@playwright/test';
import { BROWSER_ARGUMENTS } from './scripts/browser.mjs';
import { firefoxOptions } from './scripts/firefox.mjs';

const { CHROMIUM_PATH, FIREFOX_PATH } = process.env;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // The only snapshot is a page of the documentation.
  snapshotPathTemplate: 'docs/{arg}{ext}',
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    locale: 'en-US',
    // A service worker would answer for files that a test intercepts. The tests of the worker allow it.
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
            grep: /@firefox/, // tests of what engines do differently (docs/decisions/022)
            use: { browserName: 'firefox' as const, launchOptions: await firefoxOptions(FIREFOX_PATH) },
          },
        ]
      : []),
  ],
});
