// Finds or installs a Firefox for the end-to-end tests that run in a second engine.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { downloadBrowser } from './browser.mjs';
import { installSystemPackage } from './project.mjs';

const NAMES = ['firefox', 'firefox-esr'];
const APPLICATIONS = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** A fine pointer that can hover. Without a screen, Firefox reports that there is no mouse. */
const MOUSE = { 'ui.primaryPointerCapabilities': 6, 'ui.allPointerCapabilities': 6 };

/**
 * Playwright's launch options for the Firefox at this path. It drives its own download over its own protocol, and any other
 * Firefox over WebDriver BiDi.
 * @param {string} executablePath
 * @returns {Promise<import('playwright').LaunchOptions>}
 */
export async function firefoxOptions(executablePath) {
  const { firefox } = await import('playwright');
  return {
    executablePath,
    ...(executablePath === firefox.executablePath() ? {} : { channel: 'moz-firefox' }),
    firefoxUserPrefs: MOUSE,
  };
}

/**
 * Ignores the failure of `emulation.setMediaFeaturesOverride`, which Debian's Firefox lacks: Playwright sends it to every new
 * context and gives up when it fails. Such a Firefox keeps its system's colors. Chromium and Playwright's own Firefox are not
 * affected.
 * @param {import('playwright').Browser} browser
 */
export function ignoreMediaOverrideFailure(browser) {
  // Playwright has no public API for its sessions. They live in this process, and the version is pinned.
  const session = browser._connection.toImpl(browser)._browserSession;
  if (session === undefined) return;
  const prototype = Object.getPrototypeOf(session);
  const { send } = prototype;
  prototype.send = function (method, parameters) {
    const sent = send.call(this, method, parameters);
    return method === 'emulation.setMediaFeaturesOverride' ? sent.catch(() => ({})) : sent;
  };
}

/**
 * Finds a Firefox that Playwright can drive: FIREFOX_PATH, an installed one, Playwright's download, or the system's package, in
 * this order.
 * @returns {Promise<{ path: string } | { missing: string }>} `missing`: the attempts that failed, and how to help
 */
export async function findFirefox() {
  const tried = [];
  const { firefox } = await import('playwright');
  const sources = [
    () => [process.env.FIREFOX_PATH, firefox.executablePath(), ...installed()],
    async () => {
      if (await downloadBrowser('firefox')) return [firefox.executablePath()];
      tried.push("Playwright's download failed");
      return [];
    },
    async () => {
      if (await installSystemPackage('firefox-esr')) return installed();
      tried.push('apt-get install firefox-esr failed');
      return [];
    },
  ];
  for (const source of sources) {
    for (const path of await source()) {
      if (path === undefined || !existsSync(path)) continue;
      if (await canBeDriven(path)) return { path };
      tried.push(`${path} cannot be driven`);
    }
  }
  return { missing: `${tried.join('; ')}. Install Firefox, or set FIREFOX_PATH to one.` };
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...APPLICATIONS];
}

/** Whether it opens a page. One that is too old, or sandboxed from the files of other programs, does not. */
async function canBeDriven(path) {
  const { firefox } = await import('playwright');
  let browser;
  try {
    browser = await firefox.launch({ ...(await firefoxOptions(path)), timeout: 30_000 });
    ignoreMediaOverrideFailure(browser);
    await (await browser.newPage()).goto('data:text/html,<h1>');
    return true;
  } catch {
    return false; // the next candidate is tried, whatever the reason
  } finally {
    await browser?.close();
  }
}
