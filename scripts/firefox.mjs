// Finds a Firefox for those end-to-end tests that run in a second engine, or gets one.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installSystemPackage, NODE_MODULES, nodeBinary, run } from './project.mjs';

const NAMES = ['firefox', 'firefox-esr'];
const APPLICATIONS = [
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** A fine pointer that can hover; without a screen Firefox takes the machine for one without a mouse. */
const MOUSE = { 'ui.primaryPointerCapabilities': 6, 'ui.allPointerCapabilities': 6 };

/**
 * How Playwright starts the Firefox at this path: the one of its own download through its own protocol, any other through
 * WebDriver BiDi.
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
 * Lets a Firefox without `emulation.setMediaFeaturesOverride`, as Debian's, do without it: Playwright sends that to every new
 * context, and gives up when it is refused. Such a Firefox has the colours of its system. Pages of Chromium and of Playwright's own
 * Firefox are not concerned.
 * @param {import('playwright').Browser} browser
 */
export function forgiveMediaOverride(browser) {
  // Playwright has no public way to its sessions; both run in this process, and the version is pinned.
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
 * The path of a Firefox that Playwright can drive: FIREFOX_PATH, one that is installed, Playwright's own download, the system's
 * package manager.
 * @returns {Promise<{ path: string } | { missing: string }>} or what was tried and what to do
 */
export async function findFirefox() {
  const tried = [];
  const { firefox } = await import('playwright');
  const sources = [
    () => [process.env.FIREFOX_PATH, firefox.executablePath(), ...installed()],
    async () => {
      console.error('Getting a Firefox …');
      const install = [join(NODE_MODULES, 'playwright/cli.js'), 'install', 'firefox'];
      if ((await run(nodeBinary(), install, { quiet: true })) === 0) return [firefox.executablePath()];
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
      if (await works(path)) return { path };
      tried.push(`${path} cannot be driven`);
    }
  }
  return { missing: `${tried.join('; ')}. Install Firefox, or set FIREFOX_PATH to one.` };
}

function installed() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...APPLICATIONS];
}

/** Whether a page comes up in it: a Firefox that is too old, or shut off from other programs' files, does not show one. */
async function works(path) {
  const { firefox } = await import('playwright');
  let browser;
  try {
    browser = await firefox.launch({ ...(await firefoxOptions(path)), timeout: 30_000 });
    forgiveMediaOverride(browser);
    await (await browser.newPage()).goto('data:text/html,<h1>');
    return true;
  } catch {
    return false; // whatever the reason, another one is looked for
  } finally {
    await browser?.close();
  }
}
