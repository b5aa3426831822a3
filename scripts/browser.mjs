// Finds a Chromium for the end-to-end tests, or gets one.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installSystemPackage, NODE_MODULES, nodeBinary, run } from './project.mjs';

/**
 * The engine without a window around it: it opens a page in three fifths of the time, and is what tests are quick in. It draws
 * less evenly, so what is measured is measured in a whole browser.
 */
const SHELL = 'chromium-headless-shell';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser that stays on this machine, also inside a container: no sandbox of its own, no calls home. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser that `findBrowser` finds.
 * @returns {Promise<import('playwright').Browser>}
 */
export async function launchBrowser() {
  const { chromium } = await import('playwright');
  return chromium.launch({ executablePath: await findBrowser(), args: BROWSER_ARGUMENTS });
}

/**
 * The path of a Chromium: CHROMIUM_PATH, one that is installed, Playwright's own download, the system's package manager.
 * @param {{ shell?: boolean }} [wanted] `shell`: rather its headless shell, if there is one
 * @returns {Promise<string>}
 * @throws an error that says what was tried and what to do
 */
export async function findBrowser({ shell = false } = {}) {
  const names = shell ? [SHELL, ...NAMES] : NAMES;
  const tried = [];
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return process.env.CHROMIUM_PATH;
    tried.push(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which is not there`);
  }
  const installed = findInstalled(names);
  if (installed) return installed;
  tried.push('no Chrome or Chromium is installed');

  console.error('Getting a browser …');
  if (
    (await run(nodeBinary(), [join(NODE_MODULES, 'playwright/cli.js'), 'install', 'chromium'], {
      quiet: true,
    })) === 0
  ) {
    const { chromium } = await import('playwright');
    if (existsSync(chromium.executablePath())) return chromium.executablePath();
  }
  tried.push("Playwright's download failed");

  // Not every system that has the one has the other.
  for (const name of shell ? [SHELL, 'chromium'] : ['chromium']) {
    const got = (await installSystemPackage(name)) ? findInstalled(names) : undefined;
    if (got) return got;
    tried.push(`apt-get install ${name} failed`);
  }
  throw new Error(
    `No browser for the tests: ${tried.join('; ')}. Install Chromium, or set CHROMIUM_PATH to one.`,
  );
}

function findInstalled(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...APPLICATIONS,
  ];
  return candidates.find((path) => existsSync(path));
}
