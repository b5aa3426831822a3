// Finds or installs a Chromium for the end-to-end tests.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installedProgram, installSystemPackage, NODE_MODULES, nodeBinary, run } from './project.mjs';

/**
 * The engine without browser windows, which opens pages faster (docs/decisions/024). It draws less evenly, so benchmarks use a
 * whole browser.
 */
const SHELL = 'chromium-headless-shell';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Features of Chromium that are off. The last `--disable-features` of a command line counts, so the list begins with Playwright's
 * own. The three others load two pages of the address bar in a process of their own for every window that opens: as much work as
 * the app's own page (docs/decisions/024).
 */
const DISABLED_FEATURES = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
];

/** For a browser that also runs inside a container, without its sandbox, and makes no connections of its own. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${DISABLED_FEATURES}`,
];

/**
 * Starts the browser of `findBrowser`.
 * @returns {Promise<import('playwright').Browser>}
 */
export async function launchBrowser() {
  const { chromium } = await import('playwright');
  return chromium.launch({ executablePath: await findBrowser(), args: BROWSER_ARGUMENTS });
}

/**
 * Finds the path of a Chromium: CHROMIUM_PATH, an installed one, Playwright's download, or the system's package, in this order.
 * @param {{ shell?: boolean }} [options] `shell`: prefer a headless shell
 * @returns {Promise<string>}
 * @throws with the attempts that failed, and how to help
 */
export async function findBrowser({ shell = false } = {}) {
  const names = shell ? [SHELL, ...NAMES] : NAMES;
  const tried = [];
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return process.env.CHROMIUM_PATH;
    tried.push(`CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist`);
  }
  const installed = findInstalled(names);
  if (installed) return installed;
  tried.push('no Chrome or Chromium is installed');

  if (await downloadBrowser('chromium')) {
    const { chromium } = await import('playwright');
    if (existsSync(chromium.executablePath())) return chromium.executablePath();
  }
  tried.push("Playwright's download failed");

  // Some systems package only one of the two.
  for (const name of shell ? [SHELL, 'chromium'] : ['chromium']) {
    const added = (await installSystemPackage(name)) ? findInstalled(names) : undefined;
    if (added) return added;
    tried.push(`apt-get install ${name} failed`);
  }
  throw new Error(
    `No browser for the tests: ${tried.join('; ')}. Install Chromium, or set CHROMIUM_PATH to one.`,
  );
}

/**
 * Downloads a browser through Playwright. A failure is one line: offline, Playwright reports each of its attempts at length.
 * @param {'chromium' | 'firefox'} name
 * @returns {Promise<boolean>} whether the download succeeded
 */
export async function downloadBrowser(name) {
  console.error(`Downloading Playwright's ${name} …`);
  const install = [join(NODE_MODULES, 'playwright/cli.js'), 'install', name];
  if ((await run(nodeBinary(), install, { output: 'none' })) === 0) return true;
  console.error(`Playwright's ${name} could not be downloaded. Looking for a system package …`);
  return false;
}

function findInstalled(names) {
  return installedProgram(names) ?? APPLICATIONS.find((path) => existsSync(path));
}
